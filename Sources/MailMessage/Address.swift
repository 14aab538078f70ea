/// One mailbox of an address list (RFC 5322 §3.4).
public struct Address: Sendable, Hashable {
    /// The name, decoded (RFC 2047); empty if there is none. Taken from a comment if the address has no phrase.
    public let displayName: String
    /// As written, quotes kept; never decoded.
    public let localPart: String
    /// In lower case; empty if the mail gives none.
    public let domain: String

    public init(displayName: String = "", localPart: String, domain: String) {
        self.displayName = displayName
        self.localPart = localPart
        self.domain = domain
    }

    /// `local@domain`, or the local part alone.
    public var address: String { domain.isEmpty ? localPart : localPart + "@" + domain }

    /// The local part up to its first `+`.
    public var user: String { split.user }

    /// The local part after its first `+`; nil without one.
    public var detail: String? { split.detail }

    private var split: (user: String, detail: String?) {
        let utf8 = localPart.utf8
        guard let plus = utf8.firstIndex(of: UInt8(ascii: "+")) else { return (localPart, nil) }
        return (String(localPart[..<plus]), String(localPart[utf8.index(after: plus)...]))
    }
}
