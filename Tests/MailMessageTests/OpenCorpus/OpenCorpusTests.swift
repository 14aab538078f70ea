import Foundation
import MailMessage
import Testing

@Suite(.enabled(if: Corpus.directory != nil, "The open corpus is not here; POSTROOM_CORPUS may name its directory."))
struct OpenCorpusTests {
    /// What agrees in one tier, field by field.
    private struct Tally {
        var agreed: [String: Int] = [:]
        var asked: [String: Int] = [:]
        var differences: [String] = []

        var rate: Double { Double(agreed.values.reduce(0, +)) / Double(max(1, asked.values.reduce(0, +))) }

        func report(_ tier: String) {
            let fields = asked.keys.sorted().map { "\($0) \(agreed[$0, default: 0])/\(asked[$0, default: 0])" }
            print("open corpus, \(tier): \((rate * 10_000).rounded() / 100) % (\(fields.joined(separator: ", ")))")
        }
    }

    @Test func strictFieldsAgreeAndWhatDiffersHasItsReasonInWriting() throws {
        let directory = try #require(Corpus.directory)
        let messages = try Corpus.messages(in: directory)
        var tallies: [String: Tally] = [:]
        for expected in messages {
            let json = CanonicalForm(Message(Octets(try expected.octets(in: directory)))).json
            // Only the compared fields decode as Value: the others are numbers and truths.
            let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any] ?? [:]
            for (name, field) in expected.fields {
                tallies[field.tier, default: Tally()].asked[name, default: 0] += 1
                if Self.value(object[name]) == field.value {
                    tallies[field.tier, default: Tally()].agreed[name, default: 0] += 1
                } else {
                    tallies[field.tier, default: Tally()].differences.append("\(expected.id) \(name)")
                }
            }
        }
        for (tier, tally) in tallies.sorted(by: { $0.key < $1.key }) { tally.report(tier) }
        let strict = try #require(tallies["strict"])
        #expect(messages.count > 1000)
        #expect(strict.rate >= 0.995)
        let reasons = try Corpus.reasons()
        #expect(strict.differences.filter { reasons[$0] == nil } == [], "docs/corpus-differences.md gives no reason")
        #expect(reasons.keys.filter { !strict.differences.contains($0) } == [], "docs/corpus-differences.md tells of what agrees")
    }

    private static func value(_ any: Any?) -> OpenCorpusMessage.Value {
        switch any {
        case let text as String: .text(text)
        case let list as [Any]: .list(list.map(value))
        default: .null
        }
    }

    /// Cuts each message under 20 KB before every octet, with POSTROOM_CORPUS_CUTS=all; else at places spread over it, a share of
    /// them in its first lines, where most is decided.
    @Test(.timeLimit(.minutes(60)))
    func messagesCutAnywhereAreRead() async throws {
        let directory = try #require(Corpus.directory)
        let messages = try Corpus.messages(in: directory).filter { $0.bytes < 20_000 }
        let isWhole = ProcessInfo.processInfo.environment["POSTROOM_CORPUS_CUTS"] == "all"
        let lanes = max(1, min(4, ProcessInfo.processInfo.activeProcessorCount))
        let cuts = try await withThrowingTaskGroup(of: Int.self) { group in
            for lane in 0..<lanes {
                group.addTask {
                    var cuts = 0
                    for index in stride(from: lane, to: messages.count, by: lanes) {
                        let octets = try messages[index].octets(in: directory)
                        for end in isWhole ? Array(0...octets.count) : Self.places(in: octets.count, seed: index) {
                            let message = Message(Octets(Array(octets[..<end])))
                            #expect(Sample.readAll(message) > 0 && message.root.range.upperBound <= end)
                            cuts += 1
                        }
                    }
                    return cuts
                }
            }
            return try await group.reduce(0, +)
        }
        print("open corpus: \(messages.count) messages cut at \(cuts) places")
        #expect(messages.count > 900)
        #expect(cuts > messages.count)
    }

    private static func places(in count: Int, seed: Int) -> [Int] {
        (0..<12).map { (seed * 31 + $0 * (count / 12 + 1)) % (count + 1) } + [count, min(count, 40 + seed % 400)]
    }
}
