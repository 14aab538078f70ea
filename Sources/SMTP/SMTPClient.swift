public import Crypto
internal import NIOCore
public import SASL
public import Transport

/// A session with an SMTP server (RFC 5321), used by one task: ``connect(_:clientName:deadlines:limits:)``,
/// ``signIn(user:password:choice:allowsPlaintext:)`` where it is wanted, then any number of messages, then ``quit()``.
///
/// Call ``close()`` on every path that does not end with ``quit()``. After an ``SMTPError`` the session is over.
public final class SMTPClient {
    /// As announced last: inside TLS, behind signing in.
    public private(set) var capabilities: SMTPCapabilities
    public let endpoint: ServerEndpoint
    public let deadlines: SMTPDeadlines

    internal let exchange: SMTPExchange

    private init(
        _ endpoint: ServerEndpoint, deadlines: SMTPDeadlines, exchange: SMTPExchange, capabilities: SMTPCapabilities
    ) {
        self.endpoint = endpoint
        self.deadlines = deadlines
        self.exchange = exchange
        self.capabilities = capabilities
    }

    /// Whether another message can be sent. A server that has closed the connection meanwhile shows only when the next is tried; that
    /// one was then not sent.
    public var isUsable: Bool { !exchange.isOver }

    /// Connects, reads the greeting, goes over to TLS and says EHLO.
    ///
    /// - Parameter clientName: What EHLO says of us; nil for this machine's name if it is a full one, else our address (RFC 5321 §4.1.3).
    /// - Throws: Nothing is left open.
    nonisolated(nonsending) public static func connect(
        _ endpoint: ServerEndpoint, clientName: String? = nil, deadlines: SMTPDeadlines = SMTPDeadlines(), limits: SMTPLimits = SMTPLimits()
    ) async throws(SMTPError) -> SMTPClient {
        let connection: Connection
        do throws(TransportError) {
            connection = try await Connection.connect(to: endpoint, timeout: deadlines.connect)
        } catch {
            throw .transport(error)
        }
        let exchange = SMTPExchange(connection, limits: limits, deadlines: deadlines)
        do throws(SMTPError) {
            let name = try SMTPClientName.make(
                configured: clientName, hostName: SMTPClientName.ofThisMachine(), address: connection.localAddress
            )
            var opening = SMTPOpening(endpoint.security, clientName: name)
            let greeting: SMTPReply
            do {
                greeting = try await exchange.nextReply(to: .greeting)
            } catch .transport(let error) where error.code == .timedOut && endpoint.security != .implicitTLS {
                throw .transport(error.asSilenceBeforeTLS)
            }
            var step = try opening.receive(greeting)
            while true {
                switch step {
                case .send(let line, let command):
                    let reply = try await exchange.reply(to: command, line: Array(line.utf8))
                    step = try opening.receive(reply)
                case .startTLS:
                    try await exchange.startTLS(endpoint.tls, host: endpoint.host)
                    step = opening.tlsStarted()
                case .ready(let capabilities):
                    return SMTPClient(endpoint, deadlines: deadlines, exchange: exchange, capabilities: capabilities)
                }
            }
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Signs in by the strongest way that `choice` and the server allow.
    ///
    /// - Parameter allowsPlaintext: Whether the password may be sent without TLS to another machine. On loopback it always may.
    /// - Throws: ``SMTPError/signInRefused(_:)``, ``SMTPError/noUsableMechanism(_:)``, ``SMTPError/sasl(_:)``; the session is over.
    nonisolated(nonsending) public func signIn(
        user: String, password: Secret, choice: AuthenticationChoice = .automatic, allowsPlaintext: Bool = false
    ) async throws(SMTPError) {
        let isEncrypted = endpoint.security != .none
        let policy = SASLPolicy(choice: choice, allowsPlaintext: isEncrypted || exchange.connection.isLoopback || allowsPlaintext)
        do throws(SMTPError) {
            var signIn = try SMTPSignIn(user: user, password: password, policy: policy, capabilities: capabilities)
            var step = try signIn.start()
            while case .send(let line) = step {
                let reply = try await exchange.reply(to: .authentication, line: line.withExposed { $0 })
                step = try signIn.receive(reply)
            }
        } catch {
            throw exchange.over(error)
        }
    }

    /// Ends the session and closes the connection. What was accepted stays accepted, so that nothing can go wrong here.
    nonisolated(nonsending) public func quit() async {
        _ = try? await exchange.reply(to: .quit, line: Array("QUIT".utf8))
        await close()
    }

    /// Ends the session without QUIT. May be called twice.
    nonisolated(nonsending) public func close() async {
        exchange.isOver = true
        await exchange.connection.close()
    }
}
