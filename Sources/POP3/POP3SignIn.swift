internal import Crypto
internal import SASL

/// Signing in, without I/O: SASL (RFC 5034), USER and PASS, or APOP (RFC 1939 §7), as policy and server allow.
///
/// There is no second try with a weaker way: a refusal is a refusal.
internal struct POP3SignIn {
    internal enum Step {
        /// Send this line, which may hold secrets; `expecting` is its reply.
        case send(Secret, expecting: POP3Dialogue.Expectation)
        case done
    }

    private enum State {
        case sasl(SASLClient)
        /// An exchange that went wrong here is cancelled by `*`; the server's `-ERR` is then no news.
        case cancelling(SASLError)
        case user
        case pass
        case apop(challenge: [UInt8])
    }

    private var state: State
    private let user: String
    private let password: Secret

    /// - Parameter isEncrypted: Whether the connection is inside TLS.
    internal init(
        user: String, password: Secret, policy: SASLPolicy, capabilities: POP3Capabilities, challenge: [UInt8]?, isEncrypted: Bool
    ) throws(POP3Error) {
        self.user = user
        self.password = password
        do throws(SASLError) { try SASLClient.requireSuitable(user: user, password: password) } catch { throw .sasl(error) }
        if let mechanism = policy.mechanism(offered: capabilities.mechanisms) {
            do throws(SASLError) {
                state = .sasl(try SASLClient(mechanism, user: user, password: password))
            } catch {
                throw .sasl(error)
            }
            return
        }
        let mayUseAPOP = policy.choice == .apop || (policy.choice == .automatic && capabilities.isKnown && !capabilities.offersUSER)
        if mayUseAPOP, isEncrypted, let challenge {
            state = .apop(challenge: challenge)
        } else if policy.allowsPlaintext, policy.choice == .automatic || policy.choice == .userPassword {
            state = .user
        } else {
            throw .noUsableMechanism(Self.reason(policy, capabilities, hasChallenge: challenge != nil, isEncrypted: isEncrypted))
        }
    }

    private static func reason(
        _ policy: SASLPolicy, _ capabilities: POP3Capabilities, hasChallenge: Bool, isEncrypted: Bool
    ) -> String {
        switch policy.choice {
        case .apop where !isEncrypted: return "APOP is used only inside TLS: set tls"
        case .apop: return hasChallenge ? "APOP cannot be used" : "the server does not offer APOP: set auth = \"auto\""
        case .mechanism(let one): return policy.objection(to: one, offered: capabilities.mechanisms)
        case .automatic, .userPassword: return "the password would go over the line in the clear: set tls"
        }
    }

    /// The longest command line that RFC 5034 §4 lets a response ride on, with its CRLF.
    private static let longestCommand = 255

    internal mutating func start() -> Step {
        switch state {
        case .sasl(var client):
            let verb = Array("AUTH \(client.mechanism.rawValue)".utf8)
            let response = client.initialResponse().map { $0.isEmpty ? [0x3D] : Base64.encode($0) }
            if let response, verb.count + response.count + 3 <= Self.longestCommand {
                state = .sasl(client)
                return Self.send(verb + [0x20] + response, "AUTH", challenge: true)
            }
            // Too long, or the server speaks first: an exchange that has not begun answers the empty challenge.
            return Self.send(verb, "AUTH", challenge: true)
        case .apop(let challenge):
            let digest = (try? APOP.digest(challenge: challenge, password: password)) ?? []
            return Self.send(Array("APOP \(user) ".utf8) + digest, "APOP")
        case .user, .pass, .cancelling:
            return Self.send(Array("USER \(user)".utf8), "USER")
        }
    }

    internal mutating func receive(_ reply: POP3Reply) throws(POP3Error) -> Step {
        switch (state, reply) {
        case (.cancelling(let error), _):
            throw .sasl(error)
        case (_, .refused(let refusal)):
            throw .signInRefused(refusal)
        case (.sasl(var client), .challenge(let text)):
            do throws(SASLError) {
                guard let challenge = Base64.decode(text) else { throw .malformedChallenge(client.mechanism.rawValue) }
                let response = try client.respond(to: challenge)
                state = .sasl(client)
                return Self.send(Base64.encode(response), "AUTH", challenge: true)
            } catch {
                state = .cancelling(error)
                return Self.send([0x2A], "AUTH")
            }
        case (.sasl(let client), .ok):
            guard client.acceptsSuccess else { throw .sasl(.serverNotAuthentic) }
            return .done
        case (.user, .ok):
            state = .pass
            return Self.send(password.withExposed { Array("PASS ".utf8) + $0 }, "PASS")
        case (.pass, .ok), (.apop, .ok):
            return .done
        case (.user, .challenge), (.pass, .challenge), (.apop, .challenge):
            throw .desynchronised("a challenge where none was asked for")
        }
    }

    private static func send(_ line: [UInt8], _ command: String, challenge: Bool = false) -> Step {
        .send(Secret(octets: line), expecting: POP3Dialogue.Expectation(command, allowsChallenge: challenge))
    }
}
