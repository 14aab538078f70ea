import Configuration
import Crypto
import SASL
import SMTP
import Transport

/// Opens SMTP sessions as the configuration asks.
enum RelaySession {
    /// Connects, and signs in where a user is configured.
    ///
    /// - Throws: ``SessionFailure``, one clear sentence; nothing is left open.
    nonisolated(nonsending) static func open(_ settings: SMTPSettings, limits: Limits) async throws(SessionFailure) -> SMTPClient {
        var password: Secret?
        do {
            password = try await settings.password?.resolve(limit: limits.passwordTimeout)
        } catch {
            throw SessionFailure("smtp.\(settings.name): \(error)")
        }
        let endpoint = ServerEndpoint(
            host: settings.host, port: settings.port, security: .init(settings.tls), tls: TLSConfiguration(authorityFile: settings.caFile))
        // Servers look things up before they answer to a sender or a recipient: RFC 5321 §4.5.3.2 asks for five minutes.
        let deadlines = SMTPDeadlines(connect: limits.connectTimeout, reply: max(limits.replyTimeout, .seconds(300)))
        do throws(SMTPError) {
            let client = try await SMTPClient.connect(endpoint, clientName: settings.helo, deadlines: deadlines)
            guard let user = settings.user, let password else { return client }
            do throws(SMTPError) {
                try await client.signIn(
                    user: user, password: password,
                    choice: AuthenticationChoice(settings.authentication.rawValue) ?? .automatic, allowsPlaintext: settings.allowPlaintext)
                return client
            } catch {
                await client.close()
                throw error
            }
        } catch {
            throw SessionFailure("\(settings.host):\(settings.port): \(error)")
        }
    }
}
