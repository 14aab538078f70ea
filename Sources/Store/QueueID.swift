/// What an entry of the queue is called by people: `17` for an effect, `m17` for a quarantined message.
public enum QueueID: Hashable, Sendable {
    case effect(Int64)
    case message(MessageRow)
}

extension QueueID: LosslessStringConvertible {
    /// Nil for anything but digits, with or without the `m` in front.
    public init?(_ text: String) {
        let digits = text.hasPrefix("m") ? text.dropFirst() : text[...]
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int64(digits) else { return nil }
        self = text.hasPrefix("m") ? .message(number) : .effect(number)
    }

    public var description: String {
        switch self {
        case .effect(let id): "\(id)"
        case .message(let id): "m\(id)"
        }
    }
}
