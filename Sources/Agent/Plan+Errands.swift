import Configuration
import RuleEngine
import Store

extension Plan {
    /// The plan's errands, in order.
    ///
    /// An action that can't be carried out, since it would loop or its destination comes with a later version, is set aside; then the
    /// message is also kept, unless one of the plan's folders holds it.
    ///
    /// - Parameter forward: What becomes of a redirect to this address.
    func errands(account: Account, forward: (String) -> ForwardPolicy.Verdict) -> [Errand] {
        let inbox = account.inbox
        var errands: [Errand] = []
        var folders: Set<String> = []
        var isSetAside = false
        for effect in effects {
            var errand = Errand(kind: effect.kind, rule: effect.rule)
            errand.copy = effect.copy
            errand.flags = effect.carried.flags
            errand.edits = effect.carried.edits
            switch effect.action {
            case .fileinto(let mailbox, let create):
                guard folders.insert(mailbox).inserted else { continue }
                errand.mailbox = mailbox
                errand.create = create || account.createFolders
                errand.needsOctets = true
                errands.append(errand)
                continue
            case .discard:
                errand.state = .done
                errands.append(errand)
                continue
            case .keep, .addHeader, .deleteHeader:
                continue  // The inbox is told by `keep`; edits travel with the copies that carry them.
            case .redirect(let address):
                errand.address = address
                errand.needsOctets = true
                switch forward(address) {
                case .queue:
                    errands.append(errand)
                    continue
                case .noRelay(let reason): errand.answer = reason
                case .loop(let reason):
                    errand.answer = reason
                    errand.state = .parked
                    isSetAside = true
                    errands.append(errand)
                    continue
                }
            case .pipe(let command):
                errand.payload = command
                errand.needsOctets = true
            case .reject(let reason):
                errand.payload = reason
                errand.needsOctets = true
            case .vacation(let reply):
                errand.address = reply.to
                errand.payload = reply.text
            case .notify(let target, let text):
                errand.address = target
                errand.payload = text
            }
            errand.state = .waiting
            isSetAside = true
            errands.append(errand)
        }
        if keep || (isSetAside && folders.isEmpty), !folders.contains(inbox) {
            var kept = Errand(kind: "keep", rule: effects.last { $0.action == .keep }?.rule)
            kept.mailbox = inbox
            kept.create = true
            kept.flags = keep ? self.inbox.flags : flags
            if keep { kept.edits = self.inbox.edits }
            kept.needsOctets = true
            errands.append(kept)
        }
        return errands
    }
}
