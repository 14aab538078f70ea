/// base64 as mail has it (RFC 2045 §6.8): octets outside of the alphabet are passed over, padding may be missing.
enum Base64 {
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, octet) in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8.enumerated() {
            values[Int(octet)] = UInt8(value)
        }
        values[Int(UInt8(ascii: "="))] = 0xFE
        return values
    }()

    static func decode(_ octets: UnsafeRawBufferPointer, passed: (Int) -> Void = { _ in }) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: octets.count / 4 * 3 + 3) { target, count in
            var written = 0
            read(
                octets,
                { octet in
                    target[written] = octet
                    written += 1
                }, passed: passed)
            count = written
        }
    }

    /// The count of what ``decode(_:)`` gives.
    ///
    /// - Parameter passed: Told after each ``MappedFile/stretch`` how far the octets have been read.
    static func decodedCount(_ octets: UnsafeRawBufferPointer, passed: (Int) -> Void = { _ in }) -> Int {
        var count = 0
        read(octets, { _ in count += 1 }, passed: passed)
        return count
    }

    /// Padding ends the data, unless the line after it is whole groups again: some senders join encoded pieces, and some
    /// gateways append their footer in plain text.
    @inline(__always)
    private static func read(_ octets: UnsafeRawBufferPointer, _ put: (UInt8) -> Void, passed: (Int) -> Void = { _ in }) {
        values.withUnsafeBufferPointer { values in
            var group: UInt32 = 0
            var digits = 0
            var index = 0
            // Up to here the alphabet was found to go on.
            var checkedEnd = 0
            var mark = MappedFile.stretch
            while index < octets.count {
                if index >= mark {
                    passed(index)
                    mark = index + MappedFile.stretch
                }
                let octet = octets[index]
                index += 1
                let value = values[Int(octet)]
                if value < 64 {
                    group = group << 6 | UInt32(value)
                    digits += 1
                    if digits == 4 {
                        put(UInt8(truncatingIfNeeded: group >> 16))
                        put(UInt8(truncatingIfNeeded: group >> 8))
                        put(UInt8(truncatingIfNeeded: group))
                        (group, digits) = (0, 0)
                    }
                } else if value == 0xFE, digits > 0 {
                    finish(group, digits, put)
                    (group, digits) = (0, 0)
                    if index < checkedEnd { continue }
                    guard let end = groupsEnd(octets, from: &index) else { return }
                    checkedEnd = end
                }
            }
            finish(group, digits, put)
        }
    }

    /// Moves past padding and blanks. Whole groups must follow up to the next line end, of which 80 octets are looked at.
    ///
    /// - Returns: Where the octets end that were looked at; nil if they are something else.
    private static func groupsEnd(_ octets: UnsafeRawBufferPointer, from index: inout Int) -> Int? {
        while index < octets.count, octets[index].isBlankOrLineEnd || octets[index] == UInt8(ascii: "=") { index += 1 }
        var position = index
        while position < octets.count, position - index < 80, values[Int(octets[position])] != 0xFF { position += 1 }
        let isWhole = position == octets.count || position - index == 80 || octets[position].isBlankOrLineEnd
        return isWhole && position > index && (position - index) % 4 == 0 ? position : nil
    }

    /// The one or two octets of a group cut short.
    @inline(__always)
    private static func finish(_ group: UInt32, _ digits: Int, _ put: (UInt8) -> Void) {
        switch digits {
        case 2:
            put(UInt8(truncatingIfNeeded: group >> 4))
        case 3:
            put(UInt8(truncatingIfNeeded: group >> 10))
            put(UInt8(truncatingIfNeeded: group >> 2))
        default: break
        }
    }
}
