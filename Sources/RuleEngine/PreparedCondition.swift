import PatternMatching
import RuleProgram
import SourceText

/// A condition with its patterns compiled and its texts folded.
indirect enum PreparedCondition: Sendable {
    case all([PreparedCondition])
    case any([PreparedCondition])
    case not(PreparedCondition)
    case comparison(PreparedComparison)
    /// The number is the place of its span in ``PreparedProgram/spans``.
    case exists(PreparedExpression, Int)
    case truth(PreparedExpression, Int)
}

/// One comparison, ready to run.
final class PreparedComparison: Sendable {
    let quantifier: Quantifier
    let left: PreparedExpression
    let test: PreparedTest
    /// The place of its span in ``PreparedProgram/spans``.
    let span: Int
    /// Whether named groups become names: not under `not`, `unless`, `all`, `none` (rules language §5).
    let binds: Bool

    init(quantifier: Quantifier, left: PreparedExpression, test: PreparedTest, span: Int, binds: Bool) {
        self.quantifier = quantifier
        self.left = left
        self.test = test
        self.span = span
        self.binds = binds
    }
}

/// An operator with its right side. Where that is text written in the rules it is folded ahead.
enum PreparedTest: Sendable {
    case equalsTexts([FoldedText])
    case containsTexts([FoldedText])
    case withinTexts(Set<FoldedText>)
    case inDomains([DomainSuffix])
    case patterns([PreparedPattern])
    /// `in` the list file of that index.
    case listed(Int, SourceSpan)
    /// The right side is evaluated once for a comparison.
    case values(Relation, PreparedExpression)

    enum Relation: Sendable {
        case equals, contains, within, inDomain
        case ordered(Comparison.Order)
    }
}

/// A domain, and with a dot before it what its subdomains end in.
struct DomainSuffix: Sendable {
    let domain: FoldedText
    let dotted: FoldedText

    init(_ text: String) {
        domain = FoldedText(text)
        dotted = FoldedText("." + text)
    }

    func holds(_ candidate: FoldedText) -> Bool {
        !domain.isEmpty && (candidate == domain || candidate.hasSuffix(dotted))
    }
}

/// What `matches` takes, compiled. A literal prefilter over many patterns would choose among these.
enum PreparedPattern: Sendable {
    case glob(Glob)
    case globExpression([PreparedSegment])
    case regex(PreparedRegex)
}

/// A regex with where its groups go.
final class PreparedRegex: Sendable {
    /// Over text; nil when it does not compile, which is a rule error.
    let text: CompiledPattern?
    /// Over octets, where the left side can be raw.
    let raw: CompiledPattern?
    let captures: [(group: Int, slot: Slot)]
    let span: SourceSpan

    init(text: CompiledPattern?, raw: CompiledPattern?, captures: [(group: Int, slot: Slot)], span: SourceSpan) {
        self.text = text
        self.raw = raw
        self.captures = captures
        self.span = span
    }
}
