import Configuration
import Delivery
import MailMessage

/// What one account's redirects may do: whether there is a server for them, and what would go in circles.
struct ForwardPolicy: Sendable {
    enum Verdict: Sendable {
        case queue
        /// It would come back; why, in a sentence.
        case loop(String)
        /// The configuration names no server; a sentence.
        case noRelay(String)
    }

    let account: Account
    let receivedLimit: Int
    let loopGuard: LoopGuard

    init(account: Account, configuration: Configuration, loopGuard: LoopGuard) {
        self.account = account
        receivedLimit = configuration.limits.received
        self.loopGuard = loopGuard
    }

    func verdict(on message: Message, _ octets: Octets, to recipient: String) -> Verdict {
        guard account.forward != nil else {
            return .noRelay("account \(account.name) has no \"forward\": write forward = \"NAME\" for an [smtp.NAME], then postroom queue retry")
        }
        let loop = loopGuard.verdict(
            message: message, octets: octets, account: account.name, recipient: recipient, ownAddresses: account.ownAddresses,
            receivedLimit: receivedLimit)
        return loop.map { .loop($0.description) } ?? .queue
    }
}

extension Account {
    /// The addresses that mail must not be forwarded to.
    var ownAddresses: [String] { user.contains("@") ? addresses + [user] : addresses }
}
