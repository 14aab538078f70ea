import Foundation

extension MixedMessage {
    /// What is drawn for a message, before a single octet of it is written.
    struct Traits {
        enum Encoding: CaseIterable { case plain, quotedPrintable, base64, latin1 }
        enum Attachment: CaseIterable { case none, pdf, extendedNamePDF, picture }

        let spamScore: Double?
        let list: String?
        let toMe: Bool
        let detail: String?
        let subject: String
        let subjectEncoding: Encoding
        let year: Int
        let attachment: Attachment
        let isReport: Bool
        let bodyEncoding: Encoding
        let isLarge: Bool
        let sender: String
        let troublesome: Bool
        /// Varies the text, so that no two messages are alike.
        let salt: UInt64

        init(using random: inout SplitMix64) {
            func chance(_ percent: Int, _ random: inout SplitMix64) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
            spamScore = chance(10, &random) ? Double(Int.random(in: -40...190, using: &random)) / 10 : nil
            list = chance(25, &random) ? ["gardeners", "kite-users", "choir"].randomElement(using: &random) : nil
            toMe = chance(60, &random)
            detail = chance(15, &random) ? ["shop", "bank"].randomElement(using: &random) : nil
            subject =
                ["Invoice 17", "Votre facture", "Die Überweisung", "invoiced already", "Lunch?", "Grüße"].randomElement(using: &random)
                ?? ""
            subjectEncoding = Encoding.allCases.randomElement(using: &random) ?? .plain
            year = chance(20, &random) ? 2025 : 2026
            attachment = Attachment.allCases.randomElement(using: &random) ?? .none
            isReport = chance(12, &random)
            bodyEncoding = Encoding.allCases.randomElement(using: &random) ?? .plain
            isLarge = chance(4, &random)
            sender = ["corp.example", "eu.corp.example", "notcorp.example", "example.net", "pals.example"].randomElement(using: &random) ?? ""
            troublesome = chance(20, &random)
            salt = random.next()
        }

        /// The independent evaluation: the first that holds.
        var folder: String {
            if let spamScore, spamScore > 5 { return "Junk" }
            if let list, !(toMe && detail == nil) { return "Lists/\(list)" }
            let isInvoice = ["Invoice 17", "Votre facture", "Die Überweisung"].contains(subject)
            if isInvoice, attachment == .pdf || attachment == .extendedNamePDF { return "Money/\(year)" }
            if isReport { return "Reports" }
            if isLarge { return "Large" }
            if let detail { return "Plus/\(detail)" }
            if sender == "corp.example" || sender == "eu.corp.example" { return "Work" }
            return "INBOX"
        }
    }
}

// MARK: - Writing

extension MixedMessage.Traits {
    /// The message as octets with LF line ends.
    func octets(serial: Int) -> [UInt8] {
        let hasParts = attachment != .none
        var header = ["X-Serial: \(serial)", "From: Somebody <someone@\(sender)>"]
        if let spamScore { header.append("X-Spam-Score: \(spamScore) (\(String(repeating: "+", count: max(0, Int(spamScore)))))") }
        if let list { header.append("List-Id: People of \(list)\n\t<\(list).lists.example.net>") }
        header.append("To: " + recipients)
        header.append("Subject: " + encodedSubject)
        header.append("Date: \(1 + Int(salt % 28)) Nov \(year) 10:11:12 +0000")
        header.append("Message-ID: <\(serial).\(salt)@\(sender)>")
        header.append("MIME-Version: 1.0")
        var octets: [UInt8] = []
        if hasParts {
            header.append("Content-Type: multipart/mixed;\n boundary=\"=_\(salt)\"")
            octets += Array((header.joined(separator: "\n") + "\n\n--=_\(salt)\n").utf8)
            octets += textPart(lines: 3) + Array("--=_\(salt)\n".utf8)
            octets += attachedPart + Array("--=_\(salt)--\n".utf8)
        } else {
            octets += Array((header.joined(separator: "\n") + "\n").utf8)
            octets += textPart(lines: 3)
        }
        return octets
    }

    private var recipients: String {
        let own = detail.map { "me+\($0)@example.org" } ?? "me@example.org"
        if let list { return "\(list)@lists.example.net" + (toMe || detail != nil ? ",\n \(own)" : "") }
        return toMe || detail != nil ? "Me <\(own)>" : "undisclosed-recipients:;"
    }

    private var encodedSubject: String {
        switch subjectEncoding {
        case .plain where subject.allSatisfy(\.isASCII): return subject
        case .plain, .base64: return "=?utf-8?B?\(Data(subject.utf8).base64EncodedString())?="
        case .quotedPrintable: return "=?UTF-8?q?" + escaped(Array(subject.utf8), also: [0x20, 0x3F, 0x5F]) + "?="
        case .latin1: return "=?iso-8859-1?Q?" + escaped(Self.latin1(subject), also: [0x20, 0x3F, 0x5F]) + "?="
        }
    }

    /// Header of the text part, an empty line, and the text, ending in LF.
    private func textPart(lines: Int) -> [UInt8] {
        var text = isReport ? "Hier stehen GEPRÜFTE ZAHLEN, Nummer \(salt).\n" : "Geprüft ist nichts, Zahlen gibt es keine. \(salt)\n"
        if troublesome { text += ".\n..\n.dot\nFrom the start\n\n>From here\n" + String(repeating: "long ", count: 150) + "\n" }
        if isLarge { text += (0..<1100).map { "\($0) \(salt) all work and no play, all work and no play, and so on\n" }.joined() }
        let type = "Content-Type: text/plain; charset="
        switch bodyEncoding {
        case .plain:
            return Array("\(type)utf-8\nContent-Transfer-Encoding: 8bit\n\n\(text)".utf8)
        case .latin1:
            return Array("\(type)iso-8859-1\nContent-Transfer-Encoding: 8bit\n\n".utf8) + Self.latin1(text)
        case .quotedPrintable:
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                // A soft break after every 20 octets of source keeps the lines short whatever is escaped.
                let octets = Array(line.utf8)
                return stride(from: 0, to: max(1, octets.count), by: 20)
                    .map { escaped(Array(octets[min($0, octets.count)..<min($0 + 20, octets.count)]), also: []) }
                    .joined(separator: "=\n")
            }
            return Array("\(type)\"utf-8\"\nContent-Transfer-Encoding: quoted-printable\n\n\(lines.joined(separator: "\n"))".utf8)
        case .base64:
            return Array("\(type)UTF-8\nContent-Transfer-Encoding: base64\n\n".utf8) + Self.base64(Array(text.utf8))
        }
    }

    private var attachedPart: [UInt8] {
        let type =
            switch attachment {
            case .none: ""
            case .pdf: "application/pdf; name=\"paper.pdf\"\nContent-Disposition: attachment; filename=\"paper.pdf\""
            case .extendedNamePDF: "application/pdf\nContent-Disposition: attachment;\n filename*0*=utf-8''pr%C3%BCfung;\n filename*1=\".pdf\""
            case .picture: "image/png; name=pdf.png\nContent-Disposition: inline; filename=pdf.png"
            }
        let content = (0..<200).map { UInt8(truncatingIfNeeded: Int(truncatingIfNeeded: salt) &+ $0 &* 7) }
        return Array("Content-Type: \(type)\nContent-Transfer-Encoding: base64\n\n".utf8) + Self.base64(content)
    }

    private func escaped(_ octets: [UInt8], also: [UInt8]) -> String {
        octets.map { octet in
            let plain = (0x20...0x7E).contains(octet) && octet != 0x3D && !also.contains(octet)
            return plain ? String(UnicodeScalar(octet)) : "=" + (octet < 16 ? "0" : "") + String(octet, radix: 16, uppercase: true)
        }.joined()
    }

    private static func latin1(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { UInt8(exactly: $0.value) ?? 0x3F }
    }

    private static func base64(_ octets: [UInt8]) -> [UInt8] {
        let options: Data.Base64EncodingOptions = [.lineLength76Characters, .endLineWithLineFeed]
        return Array((Data(octets).base64EncodedString(options: options) + "\n").utf8)
    }
}
