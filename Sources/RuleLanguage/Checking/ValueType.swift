import RuleProgram

/// What kind of thing an expression's values are.
enum ValueType: Sendable, Hashable {
    case text
    /// Text that has `.raw`: `header("X")`.
    case headerText
    /// The body: text with `.raw` and `.html`.
    case body
    /// Text with `.id`.
    case listID
    /// Undecoded octets.
    case octets
    case address
    case number, size, duration
    case moment
    /// A stretch of time, or of the day: what `in` takes after a moment.
    case stretch
    case truth
    case part, calendar, bounce, receipt, complaint, authentication, spam, truncation, thread
    /// `[]`: goes with everything.
    case nothing
    /// Reported already: goes with everything.
    case invalid

    var isText: Bool {
        switch self {
        case .text, .headerText, .body, .listID, .octets, .address: return true
        default: return false
        }
    }

    /// Whether a value that is there is a condition by itself.
    var isCondition: Bool {
        switch self {
        case .truth, .bounce, .receipt, .complaint, .truncation: return true
        default: return false
        }
    }

    /// Whether only its members can be compared.
    var isWhole: Bool {
        switch self {
        case .part, .calendar, .bounce, .receipt, .complaint, .authentication, .spam, .truncation, .thread: return true
        default: return false
        }
    }

    var isInvalid: Bool { self == .invalid || self == .nothing }

    /// With its article, for messages.
    var description: String {
        switch self {
        case .text, .headerText, .body, .listID: return "text"
        case .octets: return "undecoded text"
        case .address: return "an address"
        case .number: return "a number"
        case .size: return "a size"
        case .duration: return "a duration"
        case .moment: return "a moment"
        case .stretch: return "a stretch of time"
        case .truth: return "a truth value"
        case .part: return "a part of a message"
        case .calendar: return "a calendar entry"
        case .bounce: return "a delivery report"
        case .receipt: return "a receipt"
        case .complaint: return "a feedback report"
        case .authentication: return "the results of authentication"
        case .spam: return "what spam filters found"
        case .truncation: return "what was cut"
        case .thread: return "a thread"
        case .nothing: return "an empty list"
        case .invalid: return "unknown"
        }
    }

    /// Whether it can stand in a string.
    var isPrintable: Bool {
        self != .stretch && !isWhole
    }

    /// The members of a value of this type (rules language §4).
    var members: [String: (Member, ValueType, several: Bool)] {
        switch self {
        case .text, .octets: return Self.textMembers
        case .headerText: return Self.textMembers.merging(["raw": (.raw, .octets, false)]) { $1 }
        case .body: return Self.textMembers.merging(["raw": (.raw, .octets, false), "html": (.html, .text, false), "links": (.links, .text, true)]) { $1 }
        case .listID: return Self.textMembers.merging(["id": (.id, .text, false)]) { $1 }
        case .address:
            return [
                "address": (.address, .text, false), "localpart": (.localpart, .text, false), "domain": (.domain, .text, false),
                "user": (.user, .text, false), "detail": (.detail, .text, false), "name": (.name, .text, false),
                "malformed": (.malformed, .truth, false),
            ]
        case .moment:
            return [
                "year": (.year, .number, false), "month": (.month, .number, false), "day": (.day, .number, false),
                "hour": (.hour, .number, false), "weekday": (.weekday, .text, false), "zone": (.zone, .text, false),
                "age": (.age, .duration, false),
            ]
        case .part:
            return [
                "type": (.type, .text, false), "filename": (.filename, .text, false), "charset": (.charset, .text, false),
                "disposition": (.disposition, .text, false), "size": (.size, .size, false), "text": (.text, .text, false),
                "depth": (.depth, .number, false), "malformed": (.malformed, .truth, false),
            ]
        case .calendar:
            return [
                "method": (.method, .text, false), "summary": (.summary, .text, false), "organizer": (.organizer, .text, false),
                "start": (.start, .moment, false), "answer": (.answer, .text, false), "location": (.location, .text, false),
                "attendees": (.attendees, .text, true), "end": (.end, .moment, false),
            ]
        case .bounce: return ["recipient": (.recipient, .text, true), "status": (.status, .text, true), "action": (.action, .text, true)]
        case .receipt: return ["recipient": (.recipient, .text, false), "disposition": (.disposition, .text, false), "id": (.id, .text, false)]
        case .complaint: return ["type": (.type, .text, false), "recipient": (.recipient, .text, false), "source": (.source, .text, false)]
        case .authentication: return ["spf": (.spf, .text, false), "dkim": (.dkim, .text, true), "dmarc": (.dmarc, .text, false)]
        case .spam: return ["score": (.score, .number, false), "level": (.level, .number, false), "flagged": (.flagged, .truth, false)]
        case .truncation: return ["reason": (.reason, .text, true)]
        case .thread:
            return ["tags": (.tags, .text, true), "assignee": (.assignee, .text, false), "first-seen": (.firstSeen, .moment, false)]
        case .number, .size, .duration, .stretch, .truth, .nothing, .invalid: return [:]
        }
    }

    private static let textMembers: [String: (Member, ValueType, several: Bool)] = [
        "number": (.number, .number, false), "malformed": (.malformed, .truth, false),
    ]
}

/// An expression with what the checker knows of it.
struct TypedExpression: Sendable {
    var expression: Expression
    var type: ValueType
    /// Whether it can have more than one value.
    var several: Bool
    /// Whether every value of it was written in the rules: such text may hold a `/` in a folder name (rules language §6).
    var authored: Bool = false

    static let invalid = TypedExpression(expression: .list([]), type: .invalid, several: true, authored: true)

    /// Its text, where it is a single constant one.
    var constantText: String? {
        if case .constant(.text(let text)) = expression { return text }
        return nil
    }

    /// Known without a message: such a `let` needs no place of its own.
    var isConstant: Bool {
        switch expression {
        case .constant: return true
        case .list(let items):
            return items.allSatisfy {
                if case .constant = $0 { return true }
                return false
            }
        default: return false
        }
    }
}
