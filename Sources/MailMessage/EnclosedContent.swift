/// Whole messages and entities that are packed inside of parts: a message in base64, which the standards forbid (RFC 2046 §5.2.1) and
/// gateways send, and what is signed with S/MIME in one piece (RFC 8551 §3.5.2). Readers show them, so their parts are found too.
enum EnclosedContent {
    /// Adds the parts of all packed messages as children, those inside of them as well.
    ///
    /// - Parameter count: Parts of the message that were found before.
    /// - Returns: The limits that were hit.
    static func open(below root: Part, count: Int, limits: MessageLimits, clock: ReadingClock, budget: TextBudget) -> Set<ReadingLimit> {
        var truncated: Set<ReadingLimit> = []
        var count = count
        // Octets that may still be unpacked, by all of them together.
        var left = limits.decodedText
        var waiting = [root]
        while let part = waiting.popLast() {
            waiting.append(contentsOf: part.children.reversed())
            guard part.children.isEmpty, isPacked(part), !clock.isOver else { continue }
            guard part.depth < limits.depth else {
                truncated.insert(.depth)
                continue
            }
            guard count < limits.parts else {
                truncated.insert(.parts)
                continue
            }
            let packed = part.firstOctets(left)
            guard let content = part.isMessage ? packed : CMSContent.signed(in: packed), !content.isEmpty else { continue }
            left -= packed.count
            if left == 0 { truncated.insert(.decodedText) }
            let octets = Octets(content)
            let header = octets.withUnsafeBytes { HeaderIndex($0, range: 0..<$0.count, limits: limits) }
            var builder = PartTreeBuilder(octets: octets, limits: limits, clock: clock, budget: budget)
            let child = builder.build(header: header, depth: part.depth + 1, after: count)
            count = builder.count
            truncated.formUnion(builder.truncated)
            part.children.append(child)
            waiting.append(child)
        }
        return truncated
    }

    private static func isPacked(_ part: Part) -> Bool {
        if part.isMessage { return part.encoding == .base64 }
        let isCMS = part.type == "application/pkcs7-mime" || part.type == "application/x-pkcs7-mime"
        let isNamed = part.type == "application/octet-stream" && part.filename?.lowercased().hasSuffix(".p7m") ?? false
        return (isCMS || isNamed) && Protection(of: part) == Protection(kind: .signed, scheme: .smime)
    }
}
