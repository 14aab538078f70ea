/// What servers that are trusted found out about a message's sender (RFC 8601): `pass`, `fail`, `none` and the like, in lower case.
public struct AuthenticationFacts: Sendable, Hashable {
    /// Of the envelope's sender where it was looked at, else of the HELO name; nil if not told.
    public var spf: String?
    /// One a signature, in the order told; no signature at all is `none`.
    public var dkim: [String]
    public var dmarc: String?

    public init(spf: String? = nil, dkim: [String] = [], dmarc: String? = nil) {
        self.spf = spf
        self.dkim = dkim
        self.dmarc = dmarc
    }

    /// The results in the topmost Authentication-Results fields whose authserv-id is trusted; nil without one.
    ///
    /// A server puts its fields in front of what came, so what stands beneath may be forged. Only an unbroken run of trusted fields
    /// counts, from the topmost on, as filters that work together write one each; it ends before a method that was told already. What a
    /// filter says of itself (`DKIM-Filter`, `Received-SPF`) may stand in between. A server must take away such fields that
    /// come from outside under its own id (RFC 8601 §5).
    ///
    /// A field without an authserv-id, as Exchange Online writes it, says nothing of who wrote it. It counts if ``nameless`` is
    /// trusted, and if no other Authentication-Results stands above it: whoever handled the message later would have renamed it or
    /// written on top.
    ///
    /// - Parameter trusted: The authserv-ids of the servers that are believed, compared without case. None: nothing is.
    init?(_ message: Message, trusted: [String]) {
        guard !trusted.isEmpty else { return nil }
        let ids = trusted.map { $0.lowercased() }
        self.init()
        var hasBegun = false
        var isTopmost = true
        for field in message.fieldsOfTrace {
            guard field.isAuthenticationResults else {
                if hasBegun, !field.isCompanion { break }
                continue
            }
            defer { isTopmost = false }
            guard let results = AuthenticationResults(field.field.unfolded), Self.isTrusted(results.server, ids, isTopmost: isTopmost) else {
                if hasBegun { break }
                continue
            }
            if hasBegun, results.results.contains(where: { has($0.method) }) { break }
            hasBegun = true
            add(results)
        }
        if !hasBegun { return nil }
    }

    /// What stands for fields without an authserv-id where trusted ones are listed. No server has it for its name.
    public static let nameless = "none"

    private static func isTrusted(_ server: String?, _ ids: [String], isTopmost: Bool) -> Bool {
        guard let server = server?.lowercased() else { return isTopmost && ids.contains(nameless) }
        return server != nameless && ids.contains(server)
    }

    private func has(_ method: String) -> Bool {
        switch method {
        case "spf": spf != nil
        case "dkim": !dkim.isEmpty
        case "dmarc": dmarc != nil
        default: false
        }
    }

    private mutating func add(_ results: AuthenticationResults) {
        let spf = results.results.filter { $0.method == "spf" }
        self.spf = self.spf ?? (spf.first { $0.properties.contains("smtp.mailfrom") } ?? spf.first)?.value
        dkim += results.results.filter { $0.method == "dkim" }.map(\.value)
        dmarc = dmarc ?? results.results.first { $0.method == "dmarc" }?.value
    }
}
