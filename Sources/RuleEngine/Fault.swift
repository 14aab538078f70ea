import PatternMatching
import SourceText

/// Why a rule errs, before the rule and its file are known. A class, so that a verdict stays one word.
final class Fault: Error {
    let reason: String
    let limit: String?
    /// The innermost place that is known.
    let span: SourceSpan?

    init(_ reason: String, limit: String? = nil, at span: SourceSpan? = nil) {
        self.reason = reason
        self.limit = limit
        self.span = span
    }

    convenience init(_ limit: MatchLimit, at span: SourceSpan?) {
        let name = limit.description
        switch limit {
        case .match, .depth, .heap, .jitStack, .time, .memory: self.init("the pattern ran into its \(name)", limit: name, at: span)
        case .malformedText, .failure: self.init("the pattern could not be tried: \(name)", at: span)
        }
    }

    /// The same, with a place if it had none.
    func located(at span: SourceSpan?) -> Fault {
        self.span == nil && span != nil ? Fault(reason, limit: limit, at: span) : self
    }
}
