/// Why a message is not forwarded: it would come back, or has.
public enum LoopVerdict: Sendable, Hashable, CustomStringConvertible {
    /// The message carries our mark for this account and recipient.
    case forwardedBefore(account: String, recipient: String)
    /// A message inside of it, as of a bounce, carries the mark.
    case returned(account: String, recipient: String)
    /// The recipient is the account's owner.
    case ownAddress(String)
    /// It has passed more servers than any way is long.
    case tooManyHops(Int, limit: Int)

    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .forwardedBefore(let account, let recipient):
            "this message was forwarded to \(recipient) by account \(account) before (\(LoopGuard.fieldName))"
        case .returned(let account, let recipient):
            "inside of this message is one that account \(account) forwarded to \(recipient) before (\(LoopGuard.fieldName)), as in a bounce of it"
        case .ownAddress(let recipient):
            "\(recipient) is an address of this account, so the message would come back"
        case .tooManyHops(let count, let limit):
            "this message has \(count) Received fields, more than the \(limit) that a message on its way has (received in [limits])"
        }
    }
}
