/// One reply without its lines, as the state machines take it.
internal enum POP3Reply: Equatable {
    case ok([UInt8])
    case refused(POP3Refusal)
    /// Base64 (RFC 5034 §4).
    case challenge([UInt8])
}
