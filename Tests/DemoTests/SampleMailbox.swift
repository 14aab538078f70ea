import Demo
import Foundation
import MailMessage
import RuleEngine
import RuleLanguage
import RuleProgram
import SourceText
import Testing

/// Decides samples one after the other by a shipped rule file, remembering what `duplicate` has seen.
struct SampleMailbox {
    let rules: CompiledRules
    private let program: PreparedProgram
    private let account: String

    /// `Rules/NAME.rules` of this package.
    init(rules name: String, package: String = #filePath) throws {
        let root = URL(fileURLWithPath: package).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let path = root.appendingPathComponent("Rules/\(name).rules").path
        let text = try String(contentsOfFile: path, encoding: .utf8)
        rules = RuleCompiler.compile([SourceFile(name: path, text: text)]) { try? String(contentsOfFile: $0, encoding: .utf8) }
        program = PreparedProgram(try #require(rules.program, "\(rules.diagnostics)"))
        account = name
    }

    /// One line a sample: `name: folders, (redirects) +tags \flags`; `INBOX` for what is kept.
    func decide(_ samples: [Sample]) throws -> [String: String] {
        var seen = SeenState()
        let evaluator = Evaluator()
        var decisions: [String: String] = [:]
        for sample in samples {
            let message = Message(Octets(sample.octets))
            // All of them are polled in the same minute.
            let now = Date(timeIntervalSince1970: 1_795_478_400)
            let plan = evaluator.evaluate(message, context: RunContext(account: account, now: now, state: seen), program: program)
            for sighting in plan.sightings { seen.keys[sighting.key] = now }
            #expect(plan.error == nil, "\(sample.name)")
            var words = plan.keep ? ["INBOX"] : []
            for effect in plan.effects {
                switch effect.action {
                case .fileinto(let mailbox, _): words.append(mailbox)
                case .redirect(let address): words.append("(\(address))")
                case .keep: break
                default: words.append(effect.kind)
                }
            }
            words += plan.tags.sorted().map { "+" + $0 } + plan.flags.sorted()
            decisions[sample.name] = words.joined(separator: " ")
        }
        return decisions
    }
}

/// What was seen so far, and the list files of the package.
private struct SeenState: StateSnapshot {
    var keys: [SeenKey: Date] = [:]

    func firstSeen(_ key: SeenKey) -> Date? { keys[key] }

    func list(_ file: ListFile) -> ListReading {
        guard let text = try? String(contentsOfFile: file.path, encoding: .utf8) else { return .unreadable("it is not there") }
        return .contents(ListContents(text: text))
    }

    func thread(of ids: [String]) -> ThreadFacts? { nil }
}
