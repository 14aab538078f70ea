internal import Crypto
internal import Synchronization

/// The mailboxes of one server, by user, and who holds which (RFC 1939 §4).
internal final class POP3MailboxStore: Sendable {
    private struct State {
        var mailboxes: [String: POP3Mailbox]
        var held: Set<String> = []
        var commands: [String: Int] = [:]
    }

    private let state: Mutex<State>

    internal init(_ mailboxes: [String: POP3Mailbox]) { state = Mutex(State(mailboxes: mailboxes)) }

    internal func password(of user: String) -> Secret? { state.withLock { $0.mailboxes[user]?.password } }

    internal func messages(of user: String) -> [POP3Mailbox.Message] { state.withLock { $0.mailboxes[user]?.messages ?? [] } }

    /// The messages, for one session alone; nil while another holds them.
    internal func acquire(_ user: String) -> [POP3Mailbox.Message]? {
        state.withLock { state in
            guard let mailbox = state.mailboxes[user], state.held.insert(user).inserted else { return nil }
            return mailbox.messages
        }
    }

    internal func release(_ user: String) { state.withLock { _ = $0.held.remove(user) } }

    /// Removes what a session deleted: by place and unique-id, since messages may have been added behind.
    internal func remove(_ indexes: Set<Int>, of user: String) {
        state.withLock { state in
            guard let mailbox = state.mailboxes[user] else { return }
            state.mailboxes[user]?.messages = mailbox.messages.enumerated().filter { !indexes.contains($0.offset) }.map(\.element)
        }
    }

    /// Counts a command.
    ///
    /// - Returns: How often it came, this time with it.
    internal func count(_ command: String) -> Int {
        state.withLock { state in
            state.commands[command, default: 0] += 1
            return state.commands[command, default: 0]
        }
    }

    internal func commands(_ command: String) -> Int { state.withLock { $0.commands[command, default: 0] } }

    internal func append(_ message: POP3Mailbox.Message, to user: String) {
        state.withLock { $0.mailboxes[user]?.messages.append(message) }
    }
}
