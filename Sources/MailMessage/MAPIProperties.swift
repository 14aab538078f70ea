/// The properties of a TNEF attribute, one by one (MS-OXTNEF §2.1.3.4). Ends at the first that does not fit.
struct MAPIProperties {
    struct Property {
        var identifier: UInt16
        var isUnicode: Bool
        /// The first value of a property that has several.
        var value: ArraySlice<UInt8>
    }

    private var cursor: LittleEndianCursor
    private var left: Int

    init(_ octets: ArraySlice<UInt8>, limit: Int) {
        cursor = LittleEndianCursor(octets)
        left = min(limit, Int(cursor.uint32() ?? 0))
    }

    mutating func next() -> Property? {
        guard left > 0, let type = cursor.uint16(), let identifier = cursor.uint16(), skipName(identifier) else { return nil }
        left -= 1
        var values = 1
        let base = type & 0x0FFF
        let isVariable = [0x000D, 0x001E, 0x001F, 0x0102].contains(base)
        if isVariable || type & 0x1000 != 0 {
            guard let count = cursor.uint32() else { return nil }
            values = Int(count)
        }
        var first: ArraySlice<UInt8> = []
        for index in 0..<values {
            guard let value = value(base, isVariable: isVariable) else { return nil }
            if index == 0 { first = value }
        }
        return Property(identifier: identifier, isUnicode: base == 0x001F, value: first)
    }

    /// Named properties carry a GUID and a number or a name.
    private mutating func skipName(_ identifier: UInt16) -> Bool {
        guard identifier >= 0x8000 else { return true }
        guard cursor.take(16) != nil, let kind = cursor.uint32(), let number = cursor.uint32() else { return false }
        guard kind == 1 else { return true }
        guard cursor.take(Int(number)) != nil else { return false }
        cursor.align(after: Int(number))
        return true
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
