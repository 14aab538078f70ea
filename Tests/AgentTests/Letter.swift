import POP3

/// A message of a mailbox that moves: what it says, and how a server renders it.
struct Letter {
    /// How a server may show the same message in other octets.
    enum Rendering: CaseIterable {
        case plain
        case received
        case status
        case folded
        case otherBoundary
        case everything

        /// With something anew.
        static let anew = allCases.filter { $0 != .plain }
    }

    var subject: String
    var messageID: String?
    var date: String? = "Mon, 6 Jul 2026 10:00:00 +0200"
    var body = "Hello."

    init(_ subject: String) {
        self.subject = subject
        messageID = "\(subject)@example.net"
    }

    func shown(as uidl: String, _ rendering: Rendering = .plain) -> POP3Mailbox.Message {
        func has(_ one: Rendering) -> Bool { rendering == one || rendering == .everything }
        let boundary = has(.otherBoundary) ? "=_other" : "=_first"
        var lines: [String] = []
        if has(.received) { lines.append("Received: from old.example.org by new.example.org; Tue, 7 Jul 2026 08:00:00 +0000") }
        lines.append(has(.folded) ? "From:\r\n Bo\r\n\t<bo@example.net>" : "From: Bo <bo@example.net>")
        lines.append("To: ann@example.org")
        lines.append("Subject: \(subject)")
        if let messageID { lines.append(has(.folded) ? "Message-ID:\r\n <\(messageID)>" : "Message-ID: <\(messageID)>") }
        if let date { lines.append(has(.folded) ? "Date:\r\n \(date)" : "Date: \(date)") }
        lines.append("MIME-Version: 1.0")
        lines.append("Content-Type: multipart/mixed; boundary=\"\(boundary)\"")
        if has(.status) { lines.append("Status: RO\r\nX-UID: 4711") }
        lines += ["", "--\(boundary)", "Content-Type: text/plain", "", body, "--\(boundary)--", ""]
        return POP3Mailbox.Message(uidl: uidl, octets: Array(lines.joined(separator: "\r\n").utf8))
    }

    static func many(_ count: Int) -> [Letter] { (1...count).map { Letter("m\($0)") } }
}

extension [Letter] {
    /// A mailbox of them, with unique-ids that begin so.
    func shown(_ prefix: String, _ rendering: Letter.Rendering = .plain) -> [POP3Mailbox.Message] {
        map { $0.shown(as: prefix + $0.subject, rendering) }
    }

    var subjects: [String] { map(\.subject).sorted() }
}
