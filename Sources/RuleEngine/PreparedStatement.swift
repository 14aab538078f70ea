import PatternMatching
import RuleProgram
import SourceText

/// A step of a rule's body, prepared.
indirect enum PreparedStatement: Sendable {
    case action(PreparedAction, SourceSpan)
    case bind(Slot, PreparedExpression, SourceSpan)
    case branch([(condition: PreparedCondition, body: [PreparedStatement])], otherwise: [PreparedStatement])
    case forEach(Slot, in: PreparedExpression, body: [PreparedStatement], SourceSpan)
    case stop
    case proceed
    case leaveLoop
}

enum PreparedAction: Sendable {
    case fileinto(PreparedExpression, create: Bool, copy: Bool, flags: PreparedExpression?)
    case redirect(PreparedExpression, copy: Bool)
    case keep
    case discard
    case reject(PreparedExpression)
    case tag([(direction: TagChange.Direction, tag: PreparedExpression)])
    case addFlag(PreparedExpression)
    case removeFlag(PreparedExpression)
    case setFlag(PreparedExpression)
    case addHeader(name: PreparedExpression, value: PreparedExpression, last: Bool)
    case deleteHeader(name: PreparedExpression, matching: PreparedPattern?)
    case vacation(text: PreparedExpression, every: Int, subject: PreparedExpression?, from: PreparedExpression?)
    case notify(target: PreparedExpression, text: PreparedExpression)
    case pipe(String, copy: Bool)
}

/// A rule, prepared. What reports need of its place is read off once. A class, so that a run holds it by one reference.
final class PreparedRule: Sendable {
    let name: String
    let file: Int
    let fileName: String
    let line: Int
    let span: SourceSpan
    let isShadow: Bool
    let group: Int?
    let when: PreparedCondition?
    let unless: PreparedCondition?
    let body: [PreparedStatement]
    let endsRunWhenSettled: Bool

    init(
        name: String, file: Int, fileName: String, span: SourceSpan, isShadow: Bool = false, group: Int? = nil,
        when: PreparedCondition? = nil, unless: PreparedCondition? = nil, body: [PreparedStatement], endsRunWhenSettled: Bool
    ) {
        self.name = name
        self.file = file
        self.fileName = fileName
        line = span.start.line
        self.span = span
        self.isShadow = isShadow
        self.group = group
        self.when = when
        self.unless = unless
        self.body = body
        self.endsRunWhenSettled = endsRunWhenSettled
    }
}

/// A map with its keys folded.
struct PreparedMap: Sendable {
    var name: String
    var values: [FoldedText: PreparedExpression]
}
