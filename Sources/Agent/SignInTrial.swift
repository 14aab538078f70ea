public import Configuration
import Crypto
import POP3

/// A session that signs in, asks how much mail waits, and leaves: whether an account's settings work, before they are relied on.
/// Nothing is retrieved, and nothing is changed here or there.
public struct SignInTrial: Sendable {
    /// What the server says of the mailbox: a hint (RFC 1939 §5, STAT).
    public struct Mailbox: Sendable, Hashable {
        public let messages: Int
        public let octets: Int
    }

    /// What a person would look at first after a failure.
    public enum Suspect: Sendable, Hashable {
        /// The name of the server, its port, or its kind of TLS.
        case server
        /// The name to log in with, or the password.
        case credentials
        /// Where the password comes from: it could not be had at all.
        case passwordSource
        /// Nothing: it may work when it is tried again.
        case passing
    }

    public struct Failure: Error, Sendable, CustomStringConvertible {
        public let suspect: Suspect
        /// One sentence; what the server said in it is escaped and cut.
        public let description: String

        public init(suspect: Suspect, description: String) {
            self.suspect = suspect
            self.description = description
        }
    }

    private let account: Account
    private let limits: Limits

    /// - Parameter password: Taken instead of what the account's own source gives, where that is not there yet.
    public init(account: Account, limits: Limits, password: String? = nil) {
        var account = account
        if let password { account.password = .literal(Secret(password)) }
        self.account = account
        self.limits = limits
    }

    /// Tries it, within the time that the limits give to connecting and to each answer. No connection is left open.
    public func run() async throws(Failure) -> Mailbox {
        let client: POP3Client
        do throws(SessionFailure) {
            client = try await MailboxSession.open(account, limits: limits)
        } catch {
            throw Failure(suspect: error.suspect, description: error.description)
        }
        do throws(POP3Error) {
            let (messages, octets) = try await client.statistics()
            try await client.quit()
            return Mailbox(messages: messages, octets: octets)
        } catch {
            await client.close()
            throw Failure(suspect: Suspect(error), description: SessionFailure(error, account: account).description)
        }
    }
}

extension SignInTrial.Suspect {
    init(_ error: POP3Error) {
        switch error {
        case .signInRefused(let refusal):
            switch refusal.code {
            case .inUse, .loginDelay, .temporary, .permanent: self = .passing
            case .authentication, .other, nil: self = .credentials
            }
        case .noUsableMechanism, .sasl: self = .credentials
        default: self = .server
        }
    }
}
