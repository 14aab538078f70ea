/// The properties of a TNEF attribute, one by one (MS-OXTNEF §2.1.3.4). Ends at the first that does not fit.
struct MAPIProperties {
    struct Property {
        var name: MAPIPropertyName
        /// The type without the mark of several values.
        var type: UInt16
        /// The first value of a property that has several.
        var value: ArraySlice<UInt8>

        /// A number of up to 32 bits; nil for what is no number.
        var number: UInt32? {
            guard [0x0002, 0x0003, 0x000B].contains(type) else { return nil }
            var cursor = LittleEndianCursor(value)
            return type == 0x0003 ? cursor.uint32() : cursor.uint16().map(UInt32.init)
        }

        /// A moment, written as tenths of microseconds since 1601.
        var moment: MailDate? {
            guard type == 0x0040 else { return nil }
            var cursor = LittleEndianCursor(value)
            guard let low = cursor.uint32(), let high = cursor.uint32() else { return nil }
            let seconds = Int((UInt64(high) << 32 | UInt64(low)) / 10_000_000) - 11_644_473_600
            // Outlook writes the year 4501 for "never".
            return seconds < MailDate.days(year: 4000, month: 1, day: 1) * 86_400 ? MailDate(seconds: seconds, offsetSeconds: 0) : nil
        }
    }

    private static let object: UInt16 = 0x000D
    private static let text: UInt16 = 0x001E
    static let unicode: UInt16 = 0x001F
    private static let binary: UInt16 = 0x0102

    private var cursor: LittleEndianCursor
    private var left: Int

    init(_ octets: ArraySlice<UInt8>, limit: Int) {
        cursor = LittleEndianCursor(octets)
        left = min(limit, Int(cursor.uint32() ?? 0))
    }

    /// What follows the properties that were read.
    var rest: ArraySlice<UInt8> { cursor.rest }

    mutating func next() -> Property? {
        guard left > 0, let type = cursor.uint16(), let identifier = cursor.uint16(), let name = name(identifier) else { return nil }
        left -= 1
        var values = 1
        let base = type & 0x0FFF
        let isVariable = base == Self.object || base == Self.text || base == Self.unicode || base == Self.binary
        if isVariable || type & 0x1000 != 0 {
            guard let count = cursor.uint32() else { return nil }
            values = Int(count)
        }
        var first: ArraySlice<UInt8> = []
        // Every value takes octets, so that a count beyond them ends the loop.
        for index in 0..<values {
            guard let value = value(base, isVariable: isVariable) else { return nil }
            if index == 0 { first = value }
        }
        return Property(name: name, type: base, value: first)
    }

    /// Named properties carry a GUID and a number or a name.
    private mutating func name(_ identifier: UInt16) -> MAPIPropertyName? {
        guard identifier >= 0x8000 else { return .tagged(identifier) }
        guard let set = cursor.take(16), let kind = cursor.uint32(), let number = cursor.uint32() else { return nil }
        guard kind == 1 else { return .named(set: set.first ?? 0, number) }
        guard cursor.take(Int(number)) != nil else { return nil }
        cursor.align(after: Int(number))
        return .worded
    }

    private mutating func value(_ type: UInt16, isVariable: Bool) -> ArraySlice<UInt8>? {
        if isVariable {
            guard let length = cursor.uint32(), let value = cursor.take(Int(length)) else { return nil }
            cursor.align(after: Int(length))
            return value
        }
        switch type {
        case 0x0002, 0x0003, 0x0004, 0x000A, 0x000B: return cursor.take(4)
        case 0x0005, 0x0006, 0x0007, 0x0014, 0x0040: return cursor.take(8)
        case 0x0048: return cursor.take(16)
        default: return nil
        }
    }
}
