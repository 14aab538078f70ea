/// `after`: what becomes of the server's copy once the message is durably here.
public enum AfterRetrieval: Sendable, Hashable {
    case keep
    case delete
    /// Counted from the retrieval.
    case deleteAfter(Duration)

    /// `keep`, `delete` or `delete after 14d`; nil for anything else.
    public init?(text: String) {
        guard let after = ValueText.afterRetrieval(text) else { return nil }
        self = after
    }
}
