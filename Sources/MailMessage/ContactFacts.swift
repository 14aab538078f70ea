/// What a contact says (vCard 2.1, 3.0 and 4.0; RFC 6350).
public struct ContactFacts: Sendable, Hashable {
    /// FN, or the parts of N put together.
    public var name: String?
    /// ORG, its first part.
    public var organization: String?
    /// The addresses in order.
    public var addresses: [String] = []

    public init() {}
}
