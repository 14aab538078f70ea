/// What a file consists of, as written.
enum DeclarationSyntax: Sendable {
    case include(IncludeSyntax)
    case define(LetSyntax)
    case onError(OnErrorSyntax)
    case rule(RuleSyntax)
    case group(GroupSyntax)
    case otherwise(OtherwiseSyntax)
    case test(TestSyntax)
}

struct IncludeSyntax: Sendable {
    let path: String
    let pathRange: Range<Int>
}

struct OnErrorSyntax: Sendable {
    let policy: Policy
    let range: Range<Int>

    enum Policy: Sendable {
        case keep
        case `defer`(Int, then: ActionSyntax?)
    }
}

struct RuleSyntax: Sendable {
    enum Mode: Sendable { case active, shadow, disabled }

    let name: String
    let nameRange: Range<Int>
    let mode: Mode
    let when: ExpressionSyntax?
    let unless: ExpressionSyntax?
    let body: Block
    let range: Range<Int>
}

struct GroupSyntax: Sendable {
    let name: String
    let nameRange: Range<Int>
    let when: ExpressionSyntax?
    let rules: [RuleSyntax]
    let range: Range<Int>
}

struct OtherwiseSyntax: Sendable {
    let keyword: Range<Int>
    let block: Block
}

struct TestSyntax: Sendable {
    let name: String
    let nameRange: Range<Int>
    let givens: [GivenSyntax]
    let expectations: [ExpectationSyntax]
    let range: Range<Int>
}

struct GivenSyntax: Sendable {
    let kind: Kind
    let range: Range<Int>

    enum Kind: Sendable {
        case message([MessageLine])
        case file(String)
        case messages(String)
        case now(DateTime)
        case account(String)
        case trusted([String])
        case list(String, [String])
        case seen(String, at: DateTime)
        case limit(String, Int)
    }

    enum MessageLine: Sendable {
        case header(String, Range<Int>)
        case text(String)
        case html(String)
        case attachment(String, type: String?, size: Int?)
    }
}

struct ExpectationSyntax: Sendable {
    let negated: Bool
    let kind: Kind
    let range: Range<Int>

    enum Kind: Sendable {
        case matched(String)
        case fileInto(String?)
        case redirect(String?)
        case keep, discard, reject, vacation
        case tag(String)
        case flag(String)
        case notify(String?)
        case error(String?)
        case only([ExpectationSyntax])
    }
}
