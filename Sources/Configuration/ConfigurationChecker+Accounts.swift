import Foundation
import SourceText

extension ConfigurationChecker {
    static let accountKeys =
        connectionKeys + passwordKeys + [
            "user", "auth", "poll", "after", "rules", "folders", "inbox", "forward", "create-folders", "timezone", "envelope-to", "addresses", "trusted-authserv-ids",
            "max-size", "forward-as", "forwards-per-hour",
        ]

    /// `[accounts.NAME]`; nil if what an account can't do without is missing or wrong.
    func account(_ table: TableReader, names: DefinedNames) -> Account? {
        table.noteUnknownKeys(known: Self.accountKeys)
        let connection = connection(table, defaultTLS: .implicit, example: "pop.example.org") { $0.defaultPOP3Port }
        let user = table.string("user", example: "\"ann\"")
        if !table.has("user") { table.noteMissing("user", help: "write user = \"ann\", the name you log in with") }
        let password = password(table, isRequired: true)
        let authentication: TableReader.Found<Authentication>? = table.choice("auth")
        if authentication?.value == .apop, connection?.tls == ConnectionSecurity.none {
            findings.error(
                .conflict, "APOP without TLS gives the password away to anyone on the line", at: table.valuePlace("auth"),
                label: "used inside TLS only", help: "write tls = \"implicit\", or auth = \"scram-sha-256\"")
        }
        let poll = table.duration("poll", in: .seconds(5)...Self.longest, example: "2m")
        let after = afterRetrieval(table)
        let rules = rules(table)
        let folders = reference(
            table, "folders", to: names.folders, section: "folders", definition: "maildir = \"~/Mail\"")
        if !table.has("folders") {
            let first = names.folders.first ?? "local"
            let definition = names.folders.isEmpty ? ", and a table [folders.local] with maildir = \"~/Mail\"" : ""
            table.noteMissing("folders", help: "write folders = \"\(first)\"\(definition)")
        }
        let inbox = table.string("inbox", example: "\"INBOX\"")
        let forward = reference(
            table, "forward", to: names.smtp, section: "smtp", definition: "host = \"smtp.example.org\"")
        let createFolders = table.bool("create-folders")
        let timezone = timezone(table)
        let envelopeTo = envelopeTo(table)
        let addresses = addresses(table)
        let trustedServers = trustedServers(table)
        let maxSize = table.size("max-size", in: 1...(1 << 40), example: "50MB")
        let forwardAs = forwardAs(table, leavingBy: forward, names: names)
        let forwardsPerHour = table.integer("forwards-per-hour", in: 1...1_000_000, example: Account.defaultForwardsPerHour)
        guard let connection, let user, let password, let folders else { return nil }
        var account = Account(
            name: table.lastName, host: connection.host, tls: connection.tls, port: connection.port, caFile: connection.caFile,
            allowPlaintext: connection.allowPlaintext, user: user.value, password: password,
            authentication: authentication?.value ?? .automatic, poll: poll?.value ?? Account.defaultPoll, after: after ?? .keep, rules: rules,
            folders: folders, inbox: inbox?.value ?? "INBOX", forward: forward, createFolders: createFolders ?? true, timezone: timezone,
            envelopeTo: envelopeTo, addresses: addresses, maxSize: maxSize?.value, forwardAs: forwardAs ?? .resent,
            forwardsPerHour: forwardsPerHour?.value ?? Account.defaultForwardsPerHour)
        account.trustedServers = trustedServers
        return account
    }

    /// Who may vouch for senders. A server's id is most often its name, without any blank.
    private func trustedServers(_ table: TableReader) -> [String] {
        (table.strings("trusted-authserv-ids", example: "[\"mx.example.org\"]") ?? []).compactMap { id in
            let isWord = id.value.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && !#";="()"#.utf8.contains($0) }
            guard isWord, !id.value.isEmpty else {
                findings.error(
                    .badValue, "\"\(DisplayText.escaped(id.value, maximum: 60))\" is no authserv-id", at: id.range, label: "no name of a server",
                    help: "write what stands behind \"Authentication-Results:\", up to the first blank or semicolon, as in \"mx.example.org\"")
                return nil
            }
            return id.value
        }
    }

    private func forwardAs(_ table: TableReader, leavingBy forward: String?, names: DefinedNames) -> ForwardForm? {
        let form: TableReader.Found<ForwardForm>? = table.choice(
            "forward-as", synonyms: ["attached": "attachment", "message/rfc822": "attachment", "resend": "resent", "redirect": "resent"])
        if form?.value == .attachment, let forward, names.smtpWithoutFrom.contains(forward) {
            findings.error(
                .conflict, "forwards as attachments need an address that they come from", at: table.valuePlace("forward-as"),
                label: "[smtp.\(forward)] has no \"from\"", help: "write from = \"ann@example.org\" in [smtp.\(forward)], or forward-as = \"resent\"")
        }
        return form?.value
    }

    private func afterRetrieval(_ table: TableReader) -> AfterRetrieval? {
        guard let text = table.string("after", example: "\"keep\"") else { return nil }
        if let after = ValueText.afterRetrieval(text.value) { return after }
        table.noteValue(
            "after", "\"\(DisplayText.escaped(text.value, maximum: 40))\" is no value for \"after\"", label: "not known",
            help: "write \"keep\", \"delete\" or \"delete after 14d\"")
        return nil
    }

    private func rules(_ table: TableReader) -> [String] {
        let files = table.strings("rules", example: "[\"personal.rules\"]") ?? []
        return files.compactMap { file in
            guard let expanded = expand(file.value) else {
                findings.error(.badValue, "another person's home can't be named by ~", at: file.range, label: "only ~/ is known", help: "write the whole path")
                return nil
            }
            let help = "paths begin at the configuration's directory; `postroom init` writes starter rules"
            guard readable(expanded, "rule file", at: file.range, maximum: 64 << 20, help: help) != nil else { return nil }
            return expanded
        }
    }

    /// The name of another table, which must be there.
    private func reference(
        _ table: TableReader, _ key: String, to defined: [String], section: String, definition: String
    ) -> String? {
        guard let name = table.string(key, example: "\"\(defined.first ?? "local")\"") else { return nil }
        if defined.contains(name.value) { return name.value }
        let shown = DisplayText.escaped(name.value, maximum: 60)
        let nearest = NearestName.to(name.value, among: defined)
        let others = defined.isEmpty ? "" : "; defined are: \(defined.joined(separator: ", "))"
        findings.error(
            .undefinedReference, "there is no [\(section).\(shown)]", at: name.range,
            label: nearest.map { "did you mean \"\($0)\"?" } ?? "not defined", help: "write a table [\(section).\(shown)] with \(definition)\(others)")
        return nil
    }

    private func timezone(_ table: TableReader) -> String? {
        guard let name = table.string("timezone", example: "\"Europe/Paris\"") else { return nil }
        guard TimeZone(identifier: name.value) != nil else {
            table.noteValue(
                "timezone", "\"\(DisplayText.escaped(name.value, maximum: 60))\" is no time zone that this system knows", label: "not known",
                help: "write an IANA name such as \"Europe/Paris\"")
            return nil
        }
        return name.value
    }

    private func envelopeTo(_ table: TableReader) -> String? {
        guard let name = table.string("envelope-to", example: "\"X-Original-To\"") else { return nil }
        let isFieldName = name.value.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") }
        guard isFieldName else {
            table.noteValue(
                "envelope-to", "\"envelope-to\" must be the name of a header", label: "no colon, no space",
                help: "write envelope-to = \"X-Original-To\"")
            return nil
        }
        return name.value
    }

    private func addresses(_ table: TableReader) -> [String] {
        (table.strings("addresses", example: "[\"ann@example.org\"]") ?? []).compactMap { address in
            guard Self.isAddress(address.value) else {
                findings.error(
                    .badValue, "\"\(DisplayText.escaped(address.value, maximum: 60))\" is no mail address", at: address.range,
                    label: "no address", help: "write it bare, as in \"ann@example.org\"")
                return nil
            }
            return address.value
        }
    }

    /// Something on both sides of the last `@`, and nothing that can't stand bare in an address (RFC 5321 §4.1.2).
    static func isAddress(_ text: String) -> Bool {
        guard let sign = text.utf8.lastIndex(of: UInt8(ascii: "@")), sign != text.startIndex else { return false }
        let domain = text.utf8[sign...].dropFirst()
        let foreign = Set(#"<>,;:()[]\""#.utf8)
        return !domain.isEmpty && !text.utf8[..<sign].contains { $0 <= 0x20 || $0 == 0x7F || foreign.contains($0) || $0 == UInt8(ascii: "@") }
            && !domain.contains { $0 <= 0x20 || $0 == 0x7F || (foreign.contains($0) && !#"[:]"#.utf8.contains($0)) }
    }
}
