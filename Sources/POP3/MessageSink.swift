/// Takes retrieved messages, one after another, on the task that retrieves.
///
/// For every number that was asked for comes either `refused`, or `begin`, any number of `append` and `finish`; if the session
/// breaks, what was begun and not finished is void. Declare the asynchronous ones `nonisolated(nonsending)`: then a message costs no
/// change of executor.
public protocol MessageSink {
    /// A message begins. An error ends the session.
    mutating func begin(_ number: Int) throws
    /// Octets of the message, dot-unstuffed, CRLF kept as sent, cut anywhere. They are lent for the call.
    mutating func append(_ octets: UnsafeRawBufferPointer) throws
    /// The message is complete.
    nonisolated(nonsending) mutating func finish(_ number: Int) async throws
    /// The server answered `-ERR` for this one; the session goes on.
    nonisolated(nonsending) mutating func refused(_ number: Int, _ refusal: POP3Refusal) async throws
}
