extension ConfigurationChecker {
    /// What accounts and submission servers say alike of their connection.
    struct Connection {
        let host: String
        let tls: ConnectionSecurity
        let port: Int
        let allowPlaintext: Bool
        let caFile: String?
    }

    static let connectionKeys = ["host", "tls", "port", "ca-file", "allow-plaintext"]

    /// What other programs call them.
    private static let tlsSynonyms = [
        "ssl": "implicit", "tls": "implicit", "on": "implicit", "yes": "implicit", "true": "implicit", "stls": "starttls", "off": "none",
        "no": "none", "false": "none", "plain": "none",
    ]

    /// Nil if there is no usable host.
    func connection(
        _ table: TableReader, defaultTLS: ConnectionSecurity, example: String, ports: (ConnectionSecurity) -> Int
    ) -> Connection? {
        let host = table.string("host", example: TableReader.quoted(example))
        if !table.has("host") { table.noteMissing("host", help: "write host = \"\(example)\"") }
        let choice: TableReader.Found<ConnectionSecurity>? = table.choice("tls", synonyms: Self.tlsSynonyms)
        let tls = choice?.value ?? defaultTLS
        let port = table.integer("port", in: 1...65_535, example: ports(tls))
        let allowPlaintext = table.bool("allow-plaintext") ?? false
        let caFile = caFile(table)
        guard let host, isHost(table, host) else { return nil }
        if tls == .none, !allowPlaintext, !Self.isLoopback(host.value) {
            findings.error(
                .plaintext, "the password and all mail would travel unencrypted to \(host.value)", at: table.valuePlace("tls"),
                label: "no encryption", help: "write tls = \"implicit\" or tls = \"starttls\"; if it must be, add allow-plaintext = true")
        }
        if let port, (tls == .implicit && port.value == ports(.starttls)) || (tls != .implicit && port.value == ports(.implicit)) {
            let other: ConnectionSecurity = tls == .implicit ? .starttls : .implicit
            findings.warning(
                .oddPort, "port \(port.value) is not where tls = \"\(tls.rawValue)\" is mostly spoken", at: port.range,
                label: "mostly tls = \"\(other.rawValue)\"", help: "leave the port out, or write tls = \"\(other.rawValue)\"")
        }
        return Connection(
            host: host.value, tls: tls, port: port?.value ?? ports(tls), allowPlaintext: allowPlaintext, caFile: caFile)
    }

    /// A name or an address, and nothing around it.
    private func isHost(_ table: TableReader, _ host: TableReader.Found<String>) -> Bool {
        let text = host.value
        let hasScheme = text.contains("://")
        let hasPort = text.utf8.count(where: { $0 == UInt8(ascii: ":") }) == 1
        let isPlain = text.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_.:%[]".unicodeScalars.contains($0) }
        guard hasScheme || hasPort || !isPlain || text.utf8.count > 255 else { return true }
        findings.error(
            .badValue, "\"host\" must be a name or an address alone", at: host.range,
            label: hasScheme ? "no URL" : hasPort ? "the port has a key of its own" : "not the name of a host",
            help: hasPort && !hasScheme
                ? "write host = \"\(text.prefix { $0 != ":" })\" and port = \(text.drop { $0 != ":" }.dropFirst())" : "write host = \"pop.example.org\"")
        return false
    }

    static func isLoopback(_ host: String) -> Bool {
        let host = host.lowercased()
        if host == "localhost" || host == "::1" || host == "[::1]" || host.hasSuffix(".localhost") { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
    }
}
