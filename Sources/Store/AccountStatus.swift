public import Foundation

/// How an account's rounds went.
public struct AccountStatus: Equatable, Sendable {
    /// The account's row.
    public let id: Int64
    public let account: String
    /// When the last round began; nil before the first.
    public let lastBegin: Date?
    /// When a round last ended well.
    public let lastSuccess: Date?
    /// The last error, also where rounds went well since: ``failures`` tells.
    public let lastError: String?
    public let lastErrorAt: Date?
    /// Rounds that failed, one after the other, since one went well.
    public let failures: Int
    /// The version of the rules that its last plan was made with.
    public let rulesVersion: String?
}
