import MailMessage
import RuleProgram

/// One value of an expression. An absent field has none.
enum Value {
    case text(TextValue)
    /// `digits` is how many are printed at least: 2 for months, 4 for years.
    case number(Double, digits: Int)
    /// Octets.
    case size(Int)
    /// Seconds.
    case duration(Double)
    case truth(Bool)
    case moment(Moment)
    /// Days, stretches of time, times of day: right sides only.
    case period(Period)
    case address(AddressValue)
    case part(Part)
    case calendar(FactsBox<CalendarFacts>)
    case bounce(FactsBox<BounceFacts>)
    case receipt(FactsBox<ReceiptFacts>)
    case complaint(FactsBox<ComplaintFacts>)
    case authentication(FactsBox<AuthenticationFacts>)
    case spam(FactsBox<SpamFacts>)
    /// The names of the limits that were reached.
    case truncation([String])
    case thread(FactsBox<ThreadFacts>)

    static func text(_ text: String) -> Value { .text(TextValue(text)) }

    /// The number in it, in octets or seconds where it has a unit.
    var number: Double? {
        switch self {
        case .number(let number, _): number
        case .size(let octets): Double(octets)
        case .duration(let seconds): seconds
        default: nil
        }
    }

    /// As a condition without an operator: a report, a meeting or a thread that is there is true.
    var isTrue: Bool {
        switch self {
        case .truth(let truth): truth
        case .calendar, .bounce, .receipt, .complaint, .truncation, .thread: true
        case .text, .number, .size, .duration, .moment, .period, .address, .part, .authentication, .spam: false
        }
    }

    /// What text operators compare: an address by its address; nil for what is no text at all.
    var textValue: TextValue? {
        switch self {
        case .text(let text): text
        case .address(let address): address.whole
        case .number, .size, .duration, .truth, .moment: printed.map { TextValue($0) }
        case .period, .part, .calendar, .bounce, .receipt, .complaint, .authentication, .spam, .truncation, .thread: nil
        }
    }

    /// As it is put into texts; nil for what can't be.
    var printed: String? {
        switch self {
        case .text(let text): text.text
        case .number(let number, let digits): Value.printed(number, digits: digits)
        case .size(let octets): String(octets)
        case .duration(let seconds): Value.printed(duration: seconds)
        case .truth(let truth): truth ? "true" : "false"
        case .moment(let moment): moment.text
        case .address(let address): address.whole.text
        case .period, .part, .calendar, .bounce, .receipt, .complaint, .authentication, .spam, .truncation, .thread: nil
        }
    }

    /// As a trace shows it, not yet escaped and cut.
    var shown: String {
        if let printed { return printed }
        switch self {
        case .part(let part): return part.filename.map { "\(part.type) \"\($0)\"" } ?? part.type
        case .calendar(let facts): return facts.facts.summary ?? facts.facts.method ?? "a calendar part"
        case .bounce(let facts): return facts.facts.recipient ?? "a delivery report"
        case .receipt(let facts): return facts.facts.recipient ?? "a receipt"
        case .complaint(let facts): return facts.facts.type ?? "a feedback report"
        case .authentication(let facts): return facts.facts.shown
        case .spam(let facts): return facts.facts.score.map { "score \(Value.printed($0, digits: 0))" } ?? "what a spam filter wrote"
        case .truncation(let names): return names.joined(separator: ", ")
        case .thread: return "a known thread"
        default: return "a time"
        }
    }

    private static func printed(_ number: Double, digits: Int) -> String {
        guard number.rounded() == number, abs(number) < 1e15 else { return String(number) }
        return Moment.padded(Int(number), digits)
    }

    /// The largest unit that divides it: `7d`, `90m`.
    private static func printed(duration seconds: Double) -> String {
        let whole = Int(min(max(seconds, 0), 1e15))
        for (unit, length) in [("w", 604_800), ("d", 86_400), ("h", 3600), ("m", 60)] where whole != 0 && whole % length == 0 {
            return "\(whole / length)\(unit)"
        }
        return "\(whole)s"
    }
}

/// An address with its texts, each folded once.
final class AddressValue {
    let address: Address
    let whole: TextValue

    init(_ address: Address) {
        self.address = address
        whole = TextValue(address.address)
    }
}

extension AuthenticationFacts {
    /// `spf=pass dkim=fail`.
    fileprivate var shown: String {
        let results = [("spf", spf)] + dkim.map { ("dkim", Optional($0)) } + [("dmarc", dmarc)]
        return results.compactMap { name, result in result.map { "\(name)=\($0)" } }.joined(separator: " ")
    }
}

/// Facts in a box, so that a value stays small.
final class FactsBox<Facts> {
    let facts: Facts

    init(_ facts: Facts) {
        self.facts = facts
    }
}

/// A stretch of time that a moment can lie in.
final class Period {
    enum Extent {
        /// Of instants, the end not part of it.
        case instants(Range<Double>)
        /// Minutes of the day, the end not part of it; may cross midnight.
        case timeOfDay(from: Int, to: Int)
    }

    let extent: Extent

    init(_ extent: Extent) {
        self.extent = extent
    }

    func contains(_ moment: Moment) -> Bool {
        switch extent {
        case .instants(let range): return range.contains(moment.instant)
        case .timeOfDay(let from, let to):
            let minute = moment.minuteOfDay
            return from <= to ? (from..<to).contains(minute) : minute >= from || minute < to
        }
    }
}
