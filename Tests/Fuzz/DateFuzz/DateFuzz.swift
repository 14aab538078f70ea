import Fuzzing
import MailFuzzing
import MailMessage

/// A date, as it stands in Date and in Received.
@main
enum DateFuzz {
    static func main() {
        Fuzz.run { start, count in
            let input = Fuzz.octets(start, count)
            let message = Message(Octets(Field.line("Date", input) + Field.line("Received", Array("from a by b;".utf8) + input)))
            if let date = message.date {
                MessageInvariants.checkDate(date)
                precondition(input.contains { (0x30...0x39).contains($0) })
                // What was read as a date and is written as one is the same.
                let again = Message(Octets(Array("Date: \(DateFuzz.written(date))\n".utf8))).date
                precondition(again?.seconds == date.seconds || !(1900...9999).contains(DateFuzz.year(date)))
            }
            message.received.map(MessageInvariants.checkDate)
            if !input.contains(UInt8(ascii: ";")), input.first.map({ $0 > 0x20 }) ?? true, count < 200 { precondition(message.date == message.received) }
            return 0
        }
    }

    private static func days(_ date: MailDate) -> Int { (date.seconds - (date.seconds % 86_400 + 86_400) % 86_400) / 86_400 }

    private static func year(_ date: MailDate) -> Int { MailDate.civil(days: days(date)).year }

    private static func written(_ date: MailDate) -> String {
        let (year, month, day) = MailDate.civil(days: days(date))
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let seconds = date.seconds - days(date) * 86_400
        return "\(day) \(names[month - 1]) \(year) \(seconds / 3600):\(seconds / 60 % 60):\(seconds % 60) +0000"
    }
}
