import RuleEngine
import Store

extension Plan {
    /// The plan's errands, in order.
    ///
    /// An action whose destination comes with a later version waits; then the message is also kept, unless one of the plan's
    /// folders holds it.
    func errands(inbox: String, createFolders: Bool) -> [Errand] {
        var errands: [Errand] = []
        var folders: Set<String> = []
        var waits = false
        for effect in effects {
            var errand = Errand(kind: effect.kind, rule: effect.rule)
            errand.copy = effect.copy
            errand.flags = effect.carried.flags
            errand.edits = effect.carried.edits
            switch effect.action {
            case .fileinto(let mailbox, let create):
                guard folders.insert(mailbox).inserted else { continue }
                errand.mailbox = mailbox
                errand.create = create || createFolders
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
            waits = true
            errands.append(errand)
        }
        if keep || (waits && folders.isEmpty), !folders.contains(inbox) {
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
