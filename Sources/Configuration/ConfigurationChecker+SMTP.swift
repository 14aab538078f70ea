extension ConfigurationChecker {
    static let smtpKeys = connectionKeys + passwordKeys + ["user", "auth", "from", "in-doubt", "give-up-after", "helo"]

    /// `[smtp.NAME]`; nil if what it can't do without is missing or wrong.
    func smtpSettings(_ table: TableReader) -> SMTPSettings? {
        table.noteUnknownKeys(known: Self.smtpKeys)
        let connection = connection(table, defaultTLS: .starttls, example: "smtp.example.org") { $0.defaultSMTPPort }
        let user = table.string("user", example: "\"ann\"")
        let password = password(table, isRequired: user != nil)
        if !table.has("user"), let given = Self.passwordKeys.first(where: table.has) {
            findings.error(
                .missingKey, "[\(table.name)] has a password, and no \"user\"", at: table.keyPlace(given), label: "whose?",
                help: "write user = \"ann\"")
        }
        let choices = Authentication.allCases.filter { $0 != .apop && $0 != .user }
        let authentication = table.choice("auth", among: choices)
        let from = table.string("from", example: "\"ann@example.org\"")
        if let from, !Self.isAddress(from.value) {
            table.noteValue("from", "\"from\" is no mail address", label: "no address", help: "write it bare, as in \"ann@example.org\"")
        }
        let inDoubt: TableReader.Found<InDoubt>? = table.choice("in-doubt", synonyms: ["retry": "resend", "send": "resend", "hold": "park", "keep": "park"])
        let giveUpAfter = table.duration("give-up-after", in: .seconds(1)...Self.longest, example: "5d")
        let helo = helo(table)
        guard let connection else { return nil }
        return SMTPSettings(
            name: table.lastName, host: connection.host, tls: connection.tls, port: connection.port, caFile: connection.caFile,
            allowPlaintext: connection.allowPlaintext, user: user?.value, password: password,
            authentication: authentication?.value ?? .automatic, from: from?.value,
            inDoubt: inDoubt?.value ?? .resend, giveUpAfter: giveUpAfter?.value ?? SMTPSettings.defaultGiveUpAfter, helo: helo)
    }

    /// A host name, or an address in brackets (RFC 5321 §4.1.1.1, §4.1.3).
    private func helo(_ table: TableReader) -> String? {
        guard let name = table.string("helo", example: "\"mail.example.org\"") else { return nil }
        let octets = Array(name.value.utf8)
        let isLiteral = octets.count > 2 && octets.first == UInt8(ascii: "[") && octets.last == UInt8(ascii: "]")
        // No stricter and no laxer than EHLO itself: what passes here can be said there.
        let isName = octets.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.count) && label.first != UInt8(ascii: "-")
                && label.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        }
        let isAddress = isLiteral && octets.dropFirst().dropLast().allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
        guard isName || isAddress, octets.count <= (isAddress ? 66 : 255) else {
            table.noteValue(
                "helo", "\"helo\" must be the name of a host, or an address in brackets", label: "not the name of a host",
                help: "write helo = \"mail.example.org\" or \"[192.0.2.1]\"")
            return nil
        }
        return name.value
    }

    private func isLetterOrDigit(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }
}
