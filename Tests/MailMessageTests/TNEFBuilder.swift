/// Writes winmail.dat (MS-OXTNEF) for tests.
struct TNEFBuilder {
    private(set) var octets: [UInt8] = Self.little32(0x223E_9F78) + [1, 0]

    static func little16(_ value: UInt16) -> [UInt8] { [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)] }
    static func little32(_ value: UInt32) -> [UInt8] { little16(UInt16(truncatingIfNeeded: value)) + little16(UInt16(truncatingIfNeeded: value >> 16)) }

    /// One attribute: level, tag, length, data, and the sum of the data's octets.
    mutating func attribute(_ tag: UInt32, level: UInt8 = 1, _ data: [UInt8]) {
        octets += [level] + Self.little32(tag) + Self.little32(UInt32(data.count)) + data
        octets += Self.little16(data.reduce(0) { $0 &+ UInt16($1) })
    }

    mutating func messageClass(_ name: String) { attribute(0x0007_8008, Array(name.utf8) + [0]) }
    mutating func codePage(_ page: UInt32) { attribute(0x0006_9007, Self.little32(page) + [0, 0, 0, 0]) }
    mutating func message(_ properties: Property...) { attribute(0x0006_9003, Self.list(properties)) }

    mutating func recipients(_ rows: [Property]...) {
        attribute(0x0006_9004, Self.little32(UInt32(rows.count)) + rows.flatMap(Self.list))
    }

    mutating func file(title: String?, data: [UInt8]? = nil, _ properties: Property...) {
        attribute(0x0006_9002, level: 2, [UInt8](repeating: 0, count: 14))
        if let title { attribute(0x0001_8010, level: 2, Array(title.utf8) + [0]) }
        if let data { attribute(0x0006_800F, level: 2, data) }
        if !properties.isEmpty { attribute(0x0006_9005, level: 2, Self.list(properties)) }
    }

    private static func list(_ properties: [Property]) -> [UInt8] { little32(UInt32(properties.count)) + properties.flatMap(\.octets) }

    /// One MAPI property.
    struct Property {
        var octets: [UInt8]

        private init(_ type: UInt16, _ identifier: UInt16, set: UInt8? = nil, number: UInt32 = 0, _ value: [UInt8]) {
            octets = little16(type) + little16(identifier)
            if let set { octets += [set] + [UInt8](repeating: 0, count: 15) + little32(0) + little32(number) }
            octets += value
        }

        private static func counted(_ value: [UInt8]) -> [UInt8] {
            little32(1) + little32(UInt32(value.count)) + value + [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
        }

        private static func wide(_ text: String) -> [UInt8] { text.utf16.flatMap(little16) + [0, 0] }

        static func text(_ identifier: UInt16, _ text: String) -> Property { Property(0x001F, identifier, counted(wide(text))) }
        static func octetText(_ identifier: UInt16, _ text: [UInt8]) -> Property { Property(0x001E, identifier, counted(text + [0])) }
        static func binary(_ identifier: UInt16, _ value: [UInt8]) -> Property { Property(0x0102, identifier, counted(value)) }
        static func number(_ identifier: UInt16, _ value: UInt32) -> Property { Property(0x0003, identifier, little32(value)) }
        static func numbers(_ identifier: UInt16, _ values: [UInt32]) -> Property {
            Property(0x1003, identifier, little32(UInt32(values.count)) + values.flatMap(little32))
        }
        static func object(_ identifier: UInt16, _ value: [UInt8]) -> Property {
            Property(0x000D, identifier, counted([UInt8](repeating: 7, count: 16) + value))
        }
        static func named(_ set: UInt8, _ number: UInt32, text: String) -> Property {
            Property(0x001F, 0x8001, set: set, number: number, counted(wide(text)))
        }
        static func named(_ set: UInt8, _ number: UInt32, binary value: [UInt8]) -> Property {
            Property(0x0102, 0x8002, set: set, number: number, counted(value))
        }
        /// - Parameter seconds: Since 1970.
        static func named(_ set: UInt8, _ number: UInt32, seconds: Int) -> Property {
            let ticks = UInt64(seconds + 11_644_473_600) * 10_000_000
            return Property(
                0x0040, 0x8003, set: set, number: number, little32(UInt32(truncatingIfNeeded: ticks)) + little32(UInt32(truncatingIfNeeded: ticks >> 32)))
        }
        /// One whose name is a word.
        static func worded(_ name: String, text: String) -> Property {
            var property = Property(0x001F, 0x8004, [])
            let name = wide(name)
            property.octets += [UInt8](repeating: 0x29, count: 16) + little32(1) + little32(UInt32(name.count)) + name
            property.octets += [UInt8](repeating: 0, count: (4 - name.count % 4) % 4) + counted(wide(text))
            return property
        }
    }

    // MARK: - RTF

    /// RTF that is wrapped and not compressed.
    static func stored(_ rtf: String) -> [UInt8] {
        let octets = Array(rtf.utf8)
        return little32(UInt32(octets.count + 12)) + little32(UInt32(octets.count)) + little32(0x414C_454D) + little32(0) + octets
    }

    /// Compressed RTF (MS-OXRTFCP) in which what the dictionary holds at its start is referred to, and what was written.
    static func compressed(_ rtf: String) -> [UInt8] {
        let octets = Array(rtf.utf8)
        let preloaded = Array(
            "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx".utf8)
        let history = preloaded + octets
        var content: [UInt8] = []
        var control: UInt8 = 0
        var bits = 0
        var group: [UInt8] = []
        func push(_ isReference: Bool, _ value: [UInt8]) {
            if isReference { control |= 1 << bits }
            group += value
            bits += 1
            guard bits == 8 else { return }
            content += [control] + group
            (control, bits, group) = (0, 0, [])
        }
        var position = preloaded.count
        while position < history.count {
            var best = (start: 0, length: 0)
            for start in max(0, position - 4000)..<position {
                var length = 0
                while length < 17, position + length < history.count, history[start + length] == history[position + length] { length += 1 }
                if length > best.length { best = (start, length) }
            }
            if best.length >= 2 {
                push(true, [UInt8((best.start % 4096) >> 4), UInt8((best.start % 4096) & 15) << 4 | UInt8(best.length - 2)])
                position += best.length
            } else {
                push(false, [history[position]])
                position += 1
            }
        }
        push(true, [UInt8((position % 4096) >> 4), UInt8((position % 4096) & 15) << 4])
        if bits > 0 { content += [control] + group }
        return little32(UInt32(content.count + 12)) + little32(UInt32(octets.count)) + little32(0x7546_5A4C) + little32(checksum(content)) + content
    }

    private static func checksum(_ octets: [UInt8]) -> UInt32 {
        var sum: UInt32 = 0
        for octet in octets {
            sum ^= UInt32(octet)
            for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0xEDB8_8320 }
        }
        return sum
    }
}
