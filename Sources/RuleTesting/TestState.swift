import Foundation
import RuleEngine
import RuleLanguage
import RuleProgram

/// What a test gives besides the message: lists that are not given are empty, and nothing was seen but what it says.
struct TestState: StateSnapshot {
    private let lists: [String: ListContents]
    private let seen: [String: Date]

    init(_ test: TestCase) {
        lists = test.lists.mapValues { ListContents(entries: $0) }
        var seen: [String: Date] = [:]
        for item in test.seen {
            let date = Date(timeIntervalSince1970: TimeInterval(item.at))
            seen[item.key] = seen[item.key].map { min($0, date) } ?? date
        }
        self.seen = seen
    }

    func firstSeen(_ key: SeenKey) -> Date? {
        switch key.purpose {
        case .duplicate: return seen[key.text]
        case .vacation: return seen.first { $0.key.lowercased() == key.text.lowercased() }?.value
        }
    }

    func list(_ file: ListFile) -> ListReading {
        .contents(lists[file.name] ?? ListContents(entries: []))
    }

    func thread(of ids: [String]) -> ThreadFacts? { nil }
}
