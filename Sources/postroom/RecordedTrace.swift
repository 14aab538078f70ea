import Foundation

/// The ledger's trace of a decision (docs/scripts.md).
struct RecordedTrace: Codable {
    struct Rule: Codable {
        var rule: Int
        var condition: String?
        var value: String?
        var captures: [String: String]?
        var failure: String?
    }

    var outcomes: String
    var decided: [Rule]

    init?(_ octets: [UInt8]) {
        guard let trace = try? JSONDecoder().decode(RecordedTrace.self, from: Data(octets)) else { return nil }
        self = trace
    }
}
