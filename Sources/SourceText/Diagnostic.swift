/// One finding about a text: what is wrong, where, and what to write instead.
///
/// A mistake of the user is a value, never thrown, so that one run can report them all.
public struct Diagnostic: Sendable, Hashable {
    public enum Severity: String, Sendable, Hashable, Comparable {
        case warning, error

        public static func < (left: Severity, right: Severity) -> Bool { left == .warning && right == .error }
    }

    /// A second place that takes part: "first defined here".
    public struct Note: Sendable, Hashable {
        public let span: SourceSpan
        public let text: String

        public init(_ span: SourceSpan, _ text: String) {
            self.span = span
            self.text = text
        }
    }

    public var severity: Severity
    /// Stable across versions: a letter for the text's kind (`R` rules, `C` configuration) and three digits.
    public var code: String
    /// One sentence without a full stop.
    public var message: String
    /// Where; nil when the finding is about a file as a whole that could not even be read.
    public var span: SourceSpan?
    /// Stands beside the carets: what was expected at this place.
    public var label: String
    public var notes: [Note]
    /// What to do; nil where the label says it all.
    public var help: String?

    public init(
        _ severity: Severity, code: String, _ message: String, at span: SourceSpan?,
        label: String = "", notes: [Note] = [], help: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.span = span
        self.label = label
        self.notes = notes
        self.help = help
    }
}

extension Sequence<Diagnostic> {
    public var hasErrors: Bool { contains { $0.severity == .error } }
}
