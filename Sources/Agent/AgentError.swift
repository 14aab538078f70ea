public import SourceText
import Store

/// Why a round could not begin at all. Failures of single accounts are in their reports.
public struct AgentError: Error, Sendable {
    public enum Kind: Sendable, Hashable {
        /// Rule files are wrong; ``AgentError/findings`` tells all mistakes.
        case rules
        /// Another process holds the state directory, or its database.
        case busy
        /// The state directory or its database can't be used.
        case storage
        /// The ledger is damaged, or gone: only a repair helps.
        case damaged
    }

    public let kind: Kind
    /// One sentence, fit to be shown.
    public let sentence: String
    public let findings: [Diagnostic]

    public init(_ kind: Kind, _ sentence: String, findings: [Diagnostic] = []) {
        self.kind = kind
        self.sentence = sentence
        self.findings = findings
    }
}

extension AgentError {
    init(_ error: any Error) {
        switch error {
        case let error as AgentError: self = error
        case let error as StoreError:
            let kind: Kind = switch error {
            case .locked, .busy: .busy
            case .corrupt, .lost: .damaged
            default: .storage
            }
            self.init(kind, "\(error)")
        default: self.init(.storage, "\(error)")
        }
    }
}
