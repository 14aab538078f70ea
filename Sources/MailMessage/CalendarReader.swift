/// Reads the properties of an iCalendar object that rules ask for (RFC 5545 §3.6), and of its predecessor vCalendar.
///
/// Of several meetings and tasks the first counts; time zones may stand before or behind it.
enum CalendarReader {
    private static let types: Set<String> = ["text/calendar", "text/x-vcalendar", "application/ics", "application/vnd.ms-calendar"]

    /// By its type; by its name where the type says nothing.
    static func isCalendar(_ part: Part) -> Bool {
        types.contains(part.type) || (part.type == "application/octet-stream" && part.filename?.lowercased().hasSuffix(".ics") ?? false)
    }

    /// - Parameter method: The Content-Type's parameter, which counts if the object has no METHOD.
    static func facts(in text: String, method: String?, limits: MessageLimits = .default) -> CalendarFacts {
        var facts = CalendarFacts()
        facts.method = method?.lowercased()
        var times = Times()
        var zones = CalendarZones()
        /// The components that the line stands in.
        var chain: [String] = []
        var depth = 0
        var isRead = false
        var answer: String?
        var lines = ContentLines(text, lineLimit: limits.fieldOctets)
        while let line = lines.next() {
            switch line.name {
            case "begin":
                depth += 1
                guard chain.count < deepest else { continue }
                let name = line.value.trimmed.lowercased()
                chain.append(name)
                if name == "vtodo", !isRead { facts.isTask = true }
            case "end":
                if chain.count == depth, let ended = chain.popLast(), ended == "vevent" || ended == "vtodo" { isRead = true }
                depth = max(0, depth - 1)
            case "method" where depth <= 1: facts.method = line.value.trimmed.lowercased()
            default:
                guard chain.count == depth, let current = chain.last else { continue }
                zones.take(line, in: current)
                guard !isRead, current == "vevent" || current == "vtodo" else { continue }
                read(line, into: &facts, &times, &answer, limits)
            }
        }
        facts.start = times.start.flatMap { zones.moment($0.value, $0.zone) }
        facts.end = times.end.flatMap { zones.moment($0.value, $0.zone) }
        if facts.end == nil, let start = facts.start, let duration = times.duration.flatMap(CalendarDuration.seconds) {
            facts.end = MailDate(seconds: start.seconds + duration, offsetSeconds: start.offsetSeconds)
        }
        if facts.method == "reply" || facts.method == "counter" { facts.answer = answer }
        return facts
    }

    private static let deepest = 32

    private struct Times {
        var start: (value: String, zone: String?)?
        var end: (value: String, zone: String?)?
        var duration: String?
    }

    private static func read(
        _ line: ContentLine, into facts: inout CalendarFacts, _ times: inout Times, _ answer: inout String?, _ limits: MessageLimits
    ) {
        switch line.name {
        case "summary": facts.summary = facts.summary ?? oneLine(line.text)
        case "location": facts.location = facts.location ?? oneLine(line.text)
        case "uid": facts.identifier = facts.identifier ?? line.text
        case "organizer": facts.organizer = facts.organizer ?? address(line)
        case "dtstart": times.start = times.start ?? (line.value, line.parameters["tzid"])
        case "dtend", "due": times.end = times.end ?? (line.value, line.parameters["tzid"])
        case "duration": times.duration = times.duration ?? line.value
        case "attendee":
            guard facts.attendees.count < limits.addresses else { return }
            facts.attendees.append(address(line))
            let given = (line.parameters["partstat"] ?? line.parameters["status"])?.lowercased()
            if let given, ["accepted", "declined", "tentative"].contains(given) { answer = answer ?? given }
        default: break
        }
    }

    /// The calendar address, or the one that the parameter EMAIL gives where that is none of mail (RFC 7986 §6.2).
    private static func address(_ line: ContentLine) -> String {
        let address = line.address
        guard !address.utf8.contains(UInt8(ascii: "@")), let email = line.parameters["email"] else { return address }
        return email
    }

    private static func oneLine(_ text: String) -> String {
        String(decoding: text.utf8.map { $0 == .lineFeed || $0 == .carriageReturn ? .space : $0 }, as: UTF8.self)
    }
}

extension String {
    /// Without blanks and line ends at both ends.
    var trimmed: String { String(decoding: Array(utf8).trimmed, as: UTF8.self) }
}
