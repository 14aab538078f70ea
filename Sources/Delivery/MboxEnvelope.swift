import Glibc
import MailMessage

/// The line that begins a message in an mbox file: `From sender Mon Nov 23 22:41:38 2026`, the time in UTC.
enum MboxEnvelope {
    /// Octets. Longer senders than RFC 5321 §4.5.3.1 allows are cut.
    static let longestSender = 320
    static let nobody = "MAILER-DAEMON"

    /// - Parameter time: Seconds since 1970.
    static func line(sender: String, time: Int) -> [UInt8] { Array("From \(cleaned(sender)) \(date(time))\n".utf8) }

    /// Return-Path's address, or From's; `MAILER-DAEMON` for a null return path, and where there is neither.
    static func sender(of message: Message) -> String {
        if message.hasNullReturnPath { return nobody }
        let address = message.returnPath ?? message.addresses(in: "from").first
        return address.map { cleaned($0.address) } ?? nobody
    }

    /// Without octets that end the sender for a reader: white space, control characters, what is no ASCII. Each becomes a `-`.
    static func cleaned(_ sender: String) -> String {
        let octets = sender.utf8.prefix(longestSender).map { (0x21...0x7E).contains($0) ? $0 : UInt8(ascii: "-") }
        return octets.isEmpty ? nobody : String(decoding: octets, as: UTF8.self)
    }

    /// As asctime(3) has it, whatever the locale.
    static func date(_ time: Int) -> String {
        var seconds = time_t(time)
        var parts = tm()
        // A year beyond what a `tm` holds: the epoch stands for it.
        if gmtime_r(&seconds, &parts) == nil { parts = tm() }
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ number: Int32, pad: String = "0") -> String { (number < 10 ? pad : "") + "\(number)" }
        let day = days[Int(parts.tm_wday) % days.count]
        let month = months[Int(parts.tm_mon) % months.count]
        let clock = "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
        return "\(day) \(month) \(two(parts.tm_mday, pad: " ")) \(clock) \(Int(parts.tm_year) + 1900)"
    }
}
