public import SourceText

/// A `test` of a rules file: a message, what surrounds it, and what the rules are expected to do.
public struct TestCase: Sendable {
    public var name: String
    /// The keyword and the name.
    public var span: SourceSpan
    /// Nil where the test gives none, which makes an empty message.
    public var message: Message?
    /// Seconds since 1970; nil: the message's date.
    public var now: Int?
    /// East of UTC, of ``now`` as it was written: bare dates and times of day are taken there.
    public var nowOffsetMinutes: Int?
    public var account: String?
    /// The servers whose Authentication-Results are believed.
    public var trusted: [String] = []
    /// By the name that the rules use in `list("...")`.
    public var lists: [String: [String]] = [:]
    public var seen: [Seen] = []
    public var limits: [Limit: Int] = [:]
    public var expectations: [Expectation] = []

    public init(name: String, span: SourceSpan) {
        self.name = name
        self.span = span
    }

    public enum Message: Sendable, Hashable {
        case parts([Part])
        /// A message as it was retrieved; the path is relative to the working folder.
        case file(path: String)
        /// Every file of a folder; the expectations hold for each.
        case folder(path: String)
    }

    /// A piece of `given message`.
    public enum Part: Sendable, Hashable {
        /// One raw field; a folded one has CRLF and a space inside.
        case header(String)
        case text(String)
        case html(String)
        /// `size` in octets of content.
        case attachment(name: String, type: String?, size: Int?)
    }

    /// Something that `duplicate` or `vacation` has seen.
    public struct Seen: Sendable, Hashable {
        public let key: String
        /// Seconds since 1970.
        public let at: Int

        public init(key: String, at: Int) {
            self.key = key
            self.at = at
        }
    }

    /// What `given limit` can lower.
    public enum Limit: String, Sendable, Hashable, CaseIterable {
        case match, depth, heap, steps, effects, tags, text
        case jitStack = "jit-stack"
    }

    public struct Expectation: Sendable {
        public let negated: Bool
        public let kind: Kind
        /// From `expect` on; inside `only`, of the item alone.
        public let span: SourceSpan

        public init(negated: Bool, kind: Kind, span: SourceSpan) {
            self.negated = negated
            self.kind = kind
            self.span = span
        }

        public indirect enum Kind: Sendable {
            /// A rule, or `otherwise`, matched.
            case matched(String)
            /// Into the folder, or into any.
            case fileInto(String?)
            case redirect(String?)
            /// The inbox gets the message, by `keep`, the implicit keep, or an error.
            case keep
            case discard, reject, vacation
            case tag(String)
            case flag(String)
            case notify(String?)
            /// A rule erred, with this text somewhere in the error.
            case error(String?)
            /// These and nothing else.
            case only([Expectation])
        }
    }
}
