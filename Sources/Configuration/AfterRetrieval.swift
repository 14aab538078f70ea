/// `after`: what becomes of the server's copy once the message is durably here.
public enum AfterRetrieval: Sendable, Hashable {
    case keep
    case delete
    /// Counted from the retrieval.
    case deleteAfter(Duration)
}
