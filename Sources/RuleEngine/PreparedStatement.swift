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

/// A rule, prepared. What reports need of its place is read off once.
struct PreparedRule: Sendable {
    var name: String
    var file: Int
    var fileName: String
    var line: Int
    var span: SourceSpan
    var isShadow: Bool
    var group: Int?
    var when: PreparedCondition?
    var unless: PreparedCondition?
    var body: [PreparedStatement]
    var endsRunWhenSettled: Bool
}

/// A map with its keys folded.
struct PreparedMap: Sendable {
    var name: String
    var values: [FoldedText: PreparedExpression]
}
