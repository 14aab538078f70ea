import Foundation
import RuleEngine
import Testing

@testable import Agent

@Suite struct PlanTraceTests {
    private struct Decoded: Decodable {
        struct Rule: Decodable {
            let rule: Int
            let condition: String?
            let value: String?
            let captures: [String: String]?
        }

        let outcomes: String
        let decided: [Rule]
    }

    @Test func itIsJSONWhateverTheMailHolds() throws {
        var odd = RuleTrace(name: "odd", file: "f", line: 3, outcome: .matched)
        odd.because = RuleTrace.Reason(condition: "subject is \"a\\b\"", value: "tab\t quote\" slash\\ nul\u{0} é 📧")
        odd.captures = ["b": "2", "a": "\u{1F}"]
        let octets = PlanTrace.encoded([
            RuleTrace(name: "a", file: "f", line: 1, outcome: .notMatched), odd, RuleTrace(name: "s", file: "f", line: 5, outcome: .shadow),
            RuleTrace(name: "z", file: "f", line: 7, outcome: .notReached),
        ])
        let decoded = try JSONDecoder().decode(Decoded.self, from: Data(octets))
        #expect(decoded.outcomes == "nms-")
        #expect(decoded.decided.map(\.rule) == [1, 2])
        #expect(decoded.decided[0].condition == odd.because?.condition)
        #expect(decoded.decided[0].value == odd.because?.value)
        #expect(decoded.decided[0].captures == odd.captures)
    }

    @Test func noRulesGiveAnEmptyTrace() {
        #expect(String(decoding: PlanTrace.encoded([]), as: UTF8.self) == #"{"outcomes":"","decided":[]}"#)
    }
}
