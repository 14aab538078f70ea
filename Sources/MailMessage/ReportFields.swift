/// The groups of fields that machine-readable reports are made of: RFC 3464 §2.1, RFC 8098 §3.1, RFC 5965 §3.1.
///
/// Nothing is decoded beyond unfolding; texts come out valid, whatever the octets.
struct ReportFields {
    /// Octets of one report that are read.
    static let longest = 1 << 20

    private let octets: [UInt8]
    private let groups: [HeaderIndex]

    /// - Parameter limit: Groups that are read.
    init(_ octets: [UInt8], limit: Int) {
        self.octets = octets
        groups = octets.withUnsafeBytes { all in
            var groups: [HeaderIndex] = []
            var position = 0
            while position < all.count, groups.count < limit {
                let index = HeaderIndex(all, range: position..<all.count, limits: .default)
                guard index.bodyStart > position else { break }
                position = index.bodyStart
                if !index.entries.isEmpty { groups.append(index) }
            }
            return groups
        }
    }

    var count: Int { groups.count }

    /// The first value of a name in one group, unfolded; nil if it is absent or empty.
    func value(_ name: StaticString, in group: Int) -> [UInt8]? {
        octets.withUnsafeBytes { all in
            guard let entry = groups[group].firstEntry(of: name, in: all) else { return nil }
            let value = HeaderField.unfold(UnsafeRawBufferPointer(rebasing: all[entry.valueStart..<entry.valueEnd]))
            return value.isEmpty ? nil : value
        }
    }

    /// The first value of a name in all groups.
    func value(_ name: StaticString) -> [UInt8]? {
        for group in groups.indices {
            if let value = value(name, in: group) { return value }
        }
        return nil
    }

    /// `rfc822; bo@example.org` gives the address; so does the address alone.
    static func address(_ value: [UInt8]?) -> String? {
        guard let value else { return nil }
        let rest = value.firstIndex(of: UInt8(ascii: ";")).map { value[($0 + 1)...] } ?? value[...]
        return AddressParser.parse(Array(rest), limit: 1).addresses.first?.address
    }

    /// The first word, in lower case; a comment is none.
    static func word(_ value: [UInt8]?) -> String? {
        guard let value else { return nil }
        let word = Automation.firstWord(value)
        return word.isEmpty ? nil : word.loweredText
    }
}
