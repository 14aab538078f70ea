/// One step of a rule's body, as written.
struct StatementSyntax: Sendable {
    let kind: Kind
    let range: Range<Int>

    indirect enum Kind: Sendable {
        case action(ActionSyntax)
        case define(LetSyntax)
        case stop
        case `continue`
        /// `if`, every `else if`, and the block of `else`.
        case branch([(condition: ExpressionSyntax, block: Block)], otherwise: Block?)
        case loop(Name, ExpressionSyntax, Block)
    }
}

struct Block: Sendable {
    let statements: [StatementSyntax]
    let range: Range<Int>
}

struct LetSyntax: Sendable {
    let name: Name
    let value: Value
    let range: Range<Int>

    enum Value: Sendable {
        case expression(ExpressionSyntax)
        case map([MapEntry])
    }

    struct MapEntry: Sendable {
        let key: String
        let keyRange: Range<Int>
        let value: ExpressionSyntax
    }
}

/// What a rule does to a message, as written.
struct ActionSyntax: Sendable {
    let kind: Kind
    let verb: Name

    enum Kind: Sendable {
        case fileInto(ExpressionSyntax, create: Bool, copy: Bool, flags: ExpressionSyntax?)
        case redirect(ExpressionSyntax, copy: Bool)
        case keep
        case discard
        case reject(ExpressionSyntax)
        case tag([TagChange])
        case addFlag(ExpressionSyntax)
        case removeFlag(ExpressionSyntax)
        case setFlag(ExpressionSyntax)
        case addHeader(ExpressionSyntax, ExpressionSyntax, last: Bool)
        case deleteHeader(ExpressionSyntax, matching: ExpressionSyntax?)
        /// `every` in seconds.
        case vacation(ExpressionSyntax, every: Int?, subject: ExpressionSyntax?, from: ExpressionSyntax?)
        case notify(ExpressionSyntax, ExpressionSyntax)
        case pipe(String, copy: Bool)
    }

    struct TagChange: Sendable {
        let adds: Bool
        let tag: ExpressionSyntax
    }
}
