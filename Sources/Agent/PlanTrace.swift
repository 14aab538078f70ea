import Foundation
import RuleEngine

/// How a decision came about, in the compact form that the ledger keeps beside the hash of the rules.
///
/// `outcomes` has a letter for each rule in order; only rules that matched or erred are written out.
struct PlanTrace: Codable {
    var outcomes: String
    var decided: [RuleTrace]

    init(_ rules: [RuleTrace]) {
        var letters: [UInt8] = []
        letters.reserveCapacity(rules.count)
        var decided: [RuleTrace] = []
        for rule in rules {
            switch rule.outcome {
            case .matched: letters.append(UInt8(ascii: "m"))
            case .notMatched: letters.append(UInt8(ascii: "n"))
            case .error: letters.append(UInt8(ascii: "e"))
            case .shadow: letters.append(UInt8(ascii: "s"))
            case .notReached: letters.append(UInt8(ascii: "-"))
            }
            if rule.outcome != .notMatched, rule.outcome != .notReached { decided.append(rule) }
        }
        outcomes = String(decoding: letters, as: UTF8.self)
        self.decided = decided
    }

    /// As JSON; empty if it can't be written, which loses an explanation and no mail.
    func encoded(with encoder: JSONEncoder) -> [UInt8] {
        (try? encoder.encode(self)).map { [UInt8]($0) } ?? []
    }
}
