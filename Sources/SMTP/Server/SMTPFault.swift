/// What a server of our own does instead of its duty, for tests.
public struct SMTPFault: Sendable, Hashable {
    public enum Action: Sendable, Hashable {
        /// Answers with this; 421 also closes. `text` may have several lines, between LFs.
        case reply(Int, String)
        /// Answers with this and closes: to ``SMTPCommand/message`` as soon as its first octets are there.
        case replyAndClose(Int, String)
        /// Sends these octets as they are.
        case raw(String)
        /// Closes the connection without an answer.
        case drop
        /// Does what was asked, and closes the connection without an answer: behind the final dot, the case in doubt.
        case acceptAndDrop
        /// Never answers, until the client goes.
        case stall
    }

    public var command: SMTPCommand
    /// Which ones of the server's whole life, from 1.
    public var occurrences: ClosedRange<Int>
    public var action: Action

    public init(at command: SMTPCommand, _ action: Action, occurrences: ClosedRange<Int> = 1...1) {
        self.command = command
        self.action = action
        self.occurrences = occurrences
    }

    /// Every time.
    public static let always = 1...Int.max
}
