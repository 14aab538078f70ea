internal import Transport

/// Reads the lines of UIDL and LIST (RFC 1939 §5, §7). Numbers are names for messages, never sizes of anything of ours.
internal enum POP3Listing {
    /// `number rest`: nil unless the line starts with a positive number.
    private static func split(_ line: [UInt8]) -> (number: Int, rest: ArraySlice<UInt8>)? {
        let digits = line.prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty, digits.count <= 18, digits.endIndex == line.count || line[digits.endIndex] == 0x20 else { return nil }
        let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        guard number > 0 else { return nil }
        return (number, line[digits.endIndex...].drop { $0 == 0x20 })
    }

    /// One line of UIDL; nil if it names no message.
    internal static func uniqueID(_ line: [UInt8], isCut: Bool) -> POP3UniqueID? {
        guard let (number, rest) = split(line) else { return nil }
        var name = rest
        while name.last == 0x20 || name.last == 0x09 { name.removeLast() }
        if name.isEmpty { return POP3UniqueID(number: number, uidl: "", anomaly: .blank) }
        let isPrintable = name.allSatisfy { (0x21...0x7E).contains($0) }
        let text = isPrintable ? String(decoding: name, as: UTF8.self) : Printable.cut(name, limit: .max)
        let anomaly: POP3UniqueID.Anomaly? = isPrintable ? (isCut || name.count > 70 ? .overlong : nil) : .unprintable
        return POP3UniqueID(number: number, uidl: text, anomaly: anomaly)
    }

    /// One line of LIST; nil if it says no size.
    internal static func size(_ line: [UInt8]) -> (number: Int, octets: Int)? {
        guard let (number, rest) = split(line) else { return nil }
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty, digits.count <= 18 else { return nil }
        return (number, digits.reduce(0) { $0 * 10 + Int($1 - 0x30) })
    }

    /// Marks ids that more than one message has, and drops lines that repeat a number.
    internal static func checked(_ ids: [POP3UniqueID]) -> [POP3UniqueID] {
        var numbers: Set<Int> = []
        var holders: [String: Int] = [:]
        var result = ids.filter { numbers.insert($0.number).inserted }
        for id in result { holders[id.uidl, default: 0] += 1 }
        for index in result.indices where result[index].anomaly != .blank && holders[result[index].uidl, default: 0] > 1 {
            result[index].anomaly = .duplicate
        }
        return result
    }
}

extension POP3Listing {
    /// The text of STAT's reply.
    internal static func statistics(_ text: [UInt8]) -> (messages: Int, octets: Int)? {
        let words = text.split(separator: 0x20)
        guard words.count >= 2, let messages = Self.count(words[0]), let octets = Self.count(words[1]) else { return nil }
        return (messages, octets)
    }

    private static func count(_ digits: ArraySlice<UInt8>) -> Int? {
        guard (1...18).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
