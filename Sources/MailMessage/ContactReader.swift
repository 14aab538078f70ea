/// Reads contacts (vCard 2.1, 3.0 and 4.0; RFC 6350).
enum ContactReader {
    private static let types: Set<String> = ["text/vcard", "text/x-vcard", "text/directory", "application/vcard"]

    static func isContact(_ type: String) -> Bool { types.contains(type) }

    /// The contacts of a text, in order, those without a name or an address left out.
    static func contacts(in text: String, limits: MessageLimits) -> [ContactFacts] {
        var contacts: [ContactFacts] = []
        var current: ContactFacts?
        var structured: String?
        var addresses = 0
        func finish() {
            guard var contact = current else { return }
            contact.name = contact.name ?? structured
            if contact.name != nil || !contact.addresses.isEmpty { contacts.append(contact) }
            (current, structured) = (nil, nil)
        }
        var lines = ContentLines(text, lineLimit: limits.fieldOctets)
        while contacts.count < limits.addresses, let line = lines.next() {
            switch line.name {
            case "begin" where line.value.trimmed.lowercased() == "vcard":
                finish()
                current = ContactFacts()
            case "end" where line.value.trimmed.lowercased() == "vcard": finish()
            case "fn": if current?.name == nil, !line.text.isEmpty { current?.name = line.text }
            case "n":
                // Family; given; more; prefix; suffix.
                let fields = line.fields
                let order = [3, 1, 2, 0, 4].filter { $0 < fields.count }.map { fields[$0].trimmed }.filter { !$0.isEmpty }
                if structured == nil, !order.isEmpty { structured = order.joined(separator: " ") }
            case "org": if current?.organization == nil { current?.organization = line.fields.first.flatMap { $0.isEmpty ? nil : $0 } }
            case "email":
                guard current != nil, addresses < limits.addresses else { continue }
                let address = line.address
                if !address.isEmpty { current?.addresses.append(address) }
                addresses += 1
            default: break
            }
        }
        finish()
        return contacts
    }
}
