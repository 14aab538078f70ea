import Fuzzing
import MailMessage

/// A calendar.
@main
enum CalendarFuzz {
    static func main() { Fuzz.run { fuzzCalendar($0, $1) } }
}

private func fuzzCalendar(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let start, count > 0 else { return 0 }
    let header = Array("Content-Type: text/calendar\n\n".utf8)
    let facts = Message(Octets(header + UnsafeBufferPointer(start: start, count: count))).calendar
    precondition(facts != nil)
    precondition(!(facts?.summary?.utf8.contains(0x0A) ?? false))
    precondition(facts?.answer.map { ["accepted", "declined", "tentative"].contains($0) } ?? true)
    for moment in [facts?.start, facts?.end] { precondition(moment?.utcText.utf8.count ?? 20 >= 20) }
    return 0
}
