extension ConfigurationChecker {
    static let smtpKeys = connectionKeys + passwordKeys + ["user", "auth", "from"]

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
        guard let connection else { return nil }
        return SMTPSettings(
            name: table.lastName, host: connection.host, tls: connection.tls, port: connection.port, caFile: connection.caFile,
            allowPlaintext: connection.allowPlaintext, user: user?.value, password: password,
            authentication: authentication?.value ?? .automatic, from: from?.value)
    }
}
