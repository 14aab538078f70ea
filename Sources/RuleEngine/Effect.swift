/// One thing that a plan does.
public struct Effect: Sendable, Hashable, Codable {
    public enum Action: Sendable, Hashable, Codable {
        /// `create`: the folder is to be made whatever the account says.
        case fileinto(mailbox: String, create: Bool)
        /// One bare address.
        case redirect(address: String)
        case keep
        case discard
        case reject(reason: String)
        /// A command that the configuration names.
        case pipe(command: String)
        case vacation(VacationReply)
        /// `target` is a `mailto:` or `https:` URI.
        case notify(target: String, text: String)
        case addHeader(name: String, value: String, last: Bool)
        /// `removed` fields of that name went.
        case deleteHeader(name: String, removed: Int)
    }

    public var action: Action
    /// Does not settle the message.
    public var copy: Bool
    public var carried: Carried
    /// The rule's name, or `otherwise`.
    public var rule: String
    public var file: String
    /// Of the action, counted from 1.
    public var line: Int

    public init(_ action: Action, copy: Bool = false, carried: Carried = Carried(), rule: String, file: String, line: Int) {
        self.action = action
        self.copy = copy
        self.carried = carried
        self.rule = rule
        self.file = file
        self.line = line
    }

    /// The word that reports use.
    public var kind: String {
        switch action {
        case .fileinto: "fileinto"
        case .redirect: "redirect"
        case .keep: "keep"
        case .discard: "discard"
        case .reject: "reject"
        case .pipe: "pipe"
        case .vacation: "vacation"
        case .notify: "notify"
        case .addHeader: "addheader"
        case .deleteHeader: "deleteheader"
        }
    }

    /// Whether it takes the message out of the implicit keep (rules language §3.3).
    public var settles: Bool {
        switch action {
        case .fileinto, .redirect, .pipe: !copy
        case .keep, .discard, .reject: true
        case .vacation, .notify, .addHeader, .deleteHeader: false
        }
    }

    /// What makes two effects of one plan the same; nil for those that may stand twice.
    var identity: String? {
        switch action {
        case .fileinto(let mailbox, _): "folder " + mailbox
        case .redirect(let address): "address " + address.lowercased()
        case .keep: "keep"
        case .discard: "discard"
        case .reject: "reject"
        case .pipe(let command): "pipe " + command
        case .vacation: "vacation"
        case .notify, .addHeader, .deleteHeader: nil
        }
    }
}

/// An automatic answer (RFC 5230).
public struct VacationReply: Sendable, Hashable, Codable {
    /// Whom to answer.
    public var to: String
    public var text: String
    public var subject: String?
    public var from: String?
    /// Seconds between two answers to one sender.
    public var every: Int

    public init(to: String, text: String, subject: String? = nil, from: String? = nil, every: Int) {
        self.to = to
        self.text = text
        self.subject = subject
        self.from = from
        self.every = every
    }
}
