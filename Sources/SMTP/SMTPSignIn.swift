internal import Crypto
internal import SASL

/// Signing in, without I/O (RFC 4954). There is no second try with a weaker way: a refusal is a refusal.
internal struct SMTPSignIn {
    internal enum Step {
        /// Send this line, which may hold secrets.
        case send(Secret)
        case done
    }

    private enum State {
        case exchange(SASLClient)
        /// An exchange that went wrong here is cancelled by `*`; the server's refusal is then no news.
        case cancelling(SASLError)
    }

    /// The longest line of an exchange, with its CRLF (RFC 4954 §4).
    private static let longestLine = 12_288
    /// A command with its response; servers without RFC 4954's patience stop at RFC 5321's 512.
    private static let longestCommand = 512

    private var state: State

    internal init(user: String, password: Secret, policy: SASLPolicy, capabilities: SMTPCapabilities) throws(SMTPError) {
        do throws(SASLError) {
            try SASLClient.requireSuitable(user: user, password: password)
        } catch {
            throw .sasl(error)
        }
        guard let mechanism = policy.mechanism(offered: capabilities.mechanisms) else {
            throw .noUsableMechanism(Self.reason(policy, capabilities.mechanisms))
        }
        do throws(SASLError) {
            state = .exchange(try SASLClient(mechanism, user: user, password: password))
        } catch {
            throw .sasl(error)
        }
    }

    private static func reason(_ policy: SASLPolicy, _ offered: Set<SASLMechanism>) -> String {
        switch policy.choice {
        case .mechanism(let one): policy.objection(to: one, offered: offered)
        case .automatic where offered.isEmpty: "the server offers no way of signing in that is spoken here"
        case .automatic: "the password would go over the line in the clear: set tls"
        case .userPassword, .apop: "SMTP has no such way of signing in: set auth = \"auto\""
        }
    }

    internal mutating func start() throws(SMTPError) -> Step {
        guard case .exchange(var client) = state else { return .done }
        let verb = Array("AUTH \(client.mechanism.rawValue)".utf8)
        let response = client.initialResponse().map { $0.isEmpty ? [0x3D] : Base64.encode($0) }
        if let response, verb.count + response.count + 3 <= Self.longestCommand {
            state = .exchange(client)
            return .send(Secret(octets: verb + [0x20] + response))
        }
        // Too long, or the server speaks first: an exchange that has not begun answers the empty challenge.
        return .send(Secret(octets: verb))
    }

    /// - Parameter reply: Not 421.
    internal mutating func receive(_ reply: SMTPReply) throws(SMTPError) -> Step {
        switch state {
        case .cancelling(let error):
            throw .sasl(error)
        case .exchange(let client) where reply.isPositive:
            guard client.acceptsSuccess else { throw .sasl(.serverNotAuthentic) }
            return .done
        case .exchange(var client) where reply.code == 334:
            do throws(SASLError) {
                guard let challenge = Base64.decode(reply.lines.last ?? []) else {
                    throw .malformedChallenge(client.mechanism.rawValue)
                }
                let response = Base64.encode(try client.respond(to: challenge))
                guard response.count + 2 <= Self.longestLine else { throw .unsuitableCredentials("password") }
                state = .exchange(client)
                return .send(Secret(octets: response))
            } catch {
                state = .cancelling(error)
                return .send(Secret(octets: [0x2A]))
            }
        case .exchange where reply.isTemporary || reply.isPermanent:
            throw .signInRefused(reply)
        case .exchange:
            throw .desynchronised("a reply that does not fit AUTH: \(reply)")
        }
    }
}
