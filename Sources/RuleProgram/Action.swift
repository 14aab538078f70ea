/// What a rule does. Meaning: rules language §3, named as in Sieve (RFC 5228 and its extensions).
public enum Action: Sendable {
    case fileinto(Expression, StoreOptions)
    case redirect(Expression, copy: Bool)
    case keep
    case discard
    case reject(Expression)
    case tag([TagChange])
    case addFlag(Expression)
    case removeFlag(Expression)
    case setFlag(Expression)
    case addHeader(name: Expression, value: Expression, last: Bool)
    /// Without a pattern every field of that name goes; with one, those whose decoded text matches.
    case deleteHeader(name: Expression, matching: TextPattern?)
    case vacation(Vacation)
    case notify(target: Expression, text: Expression)
    /// Runs a command that the configuration names.
    case pipe(String, copy: Bool)

    /// Whether the action takes the message out of the implicit keep (rules language §3.3).
    public var settles: Bool {
        switch self {
        case .fileinto(_, let options): !options.copy
        case .redirect(_, let copy), .pipe(_, let copy): !copy
        case .keep, .discard, .reject: true
        case .tag, .addFlag, .removeFlag, .setFlag, .addHeader, .deleteHeader, .vacation, .notify: false
        }
    }

    /// The word that reports use: the JSON `kind` of an effect.
    public var kind: String {
        switch self {
        case .fileinto: "fileinto"
        case .redirect: "redirect"
        case .keep: "keep"
        case .discard: "discard"
        case .reject: "reject"
        case .tag: "tag"
        case .addFlag: "addflag"
        case .removeFlag: "removeflag"
        case .setFlag: "setflag"
        case .addHeader: "addheader"
        case .deleteHeader: "deleteheader"
        case .vacation: "vacation"
        case .notify: "notify"
        case .pipe: "pipe"
        }
    }
}

public struct StoreOptions: Sendable {
    /// Makes the folder even where the account says `create-folders = false`.
    public var create: Bool
    /// Does not settle the message (RFC 3894).
    public var copy: Bool
    /// Flags for this copy alone, instead of the message's (RFC 5232 §5 `:flags`).
    public var flags: Expression?

    public init(create: Bool = false, copy: Bool = false, flags: Expression? = nil) {
        self.create = create
        self.copy = copy
        self.flags = flags
    }
}

public struct TagChange: Sendable {
    public enum Direction: Sendable, Hashable { case add, remove }

    public var direction: Direction
    /// Evaluates to one text of 1 to 64 characters without white space or controls.
    public var tag: Expression

    public init(_ direction: Direction, _ tag: Expression) {
        self.direction = direction
        self.tag = tag
    }
}

/// RFC 5230. Counted per sender, rule and account.
public struct Vacation: Sendable {
    public var text: Expression
    /// Seconds between two answers to one sender.
    public var every: Int
    public var subject: Expression?
    public var from: Expression?

    public init(text: Expression, every: Int = 7 * 86_400, subject: Expression? = nil, from: Expression? = nil) {
        self.text = text
        self.every = every
        self.subject = subject
        self.from = from
    }
}
