import RuleEngine
import Store

/// One thing that a plan asks for, on its way into the ledger.
struct Errand {
    var kind: String
    var mailbox: String?
    var address: String?
    var payload: String?
    var flags: [String] = []
    var copy = false
    /// The rule that asked for it; nil for the implicit keep.
    var rule: String?
    var state = EffectState.planned
    /// Why it is set aside from the start.
    var answer: String?
    /// Whether a missing folder is made.
    var create = false
    /// Header edits that the copy carries; others than none ask for a file of their own.
    var edits = HeaderEdits()
    /// Whether it needs the message's octets, now or later.
    var needsOctets = false
    /// The name in the spool that it owns.
    var spoolName: String?

    init(kind: String, rule: String?) {
        self.kind = kind
        self.rule = rule
    }

    /// For the ledger. That a folder may be made is the payload of what goes into a folder.
    var planned: PlannedEffect {
        PlannedEffect(
            kind: kind, mailbox: mailbox, address: address, payload: create ? FolderErrand.mayMake : payload, flags: flags, copy: copy,
            rule: rule, state: state, spoolName: spoolName, lastAnswer: answer)
    }

    /// Whether it waits for a submission server.
    var isForward: Bool { kind == "redirect" }
}

/// A copy of a message that has to get into a folder, recorded in the ledger.
struct FolderErrand: Sendable {
    static let mayMake = #"{"create":true}"#

    /// The effect's row.
    var id: Int64
    /// The message's row.
    var message: Int64
    var mailbox: String
    var flags: [String]
    /// Whether a missing folder is made.
    var create: Bool
    /// The name in the spool that it owns.
    var spoolName: String
    var rule: String?
    /// The intent that was committed for it, in the words of its kind of store, if an attempt may have been cut off.
    var intent: String?

    /// Nil for effects that folders have no part in.
    init?(id: Int64, message: Int64, errand: Errand) {
        guard errand.state == .planned, let mailbox = errand.mailbox, let spoolName = errand.spoolName else { return nil }
        self.id = id
        self.message = message
        self.mailbox = mailbox
        flags = errand.flags
        create = errand.create
        self.spoolName = spoolName
        rule = errand.rule
    }

    init?(_ effect: EffectRecord) {
        guard let mailbox = effect.mailbox, let spoolName = effect.spoolName else { return nil }
        id = effect.id
        message = effect.message
        self.mailbox = mailbox
        flags = effect.flags
        create = effect.payload == Self.mayMake
        self.spoolName = spoolName
        rule = effect.rule
        intent = effect.state == .intent ? effect.destination ?? "" : nil
    }
}
