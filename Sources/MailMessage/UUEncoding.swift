/// uuencode, for parts whose transfer encoding says so.
enum UUEncoding {
    /// The octets between the `begin` and `end` lines; nothing if there is no `begin`.
    static func decode(_ octets: UnsafeRawBufferPointer) -> [UInt8] {
        var result: [UInt8] = []
        var position = 0
        var begun = false
        while position < octets.count {
            let next = octets.lineEnd(from: position, upTo: octets.count)
            var end = next
            while end > position, octets[end - 1] == .lineFeed || octets[end - 1] == .carriageReturn { end -= 1 }
            let line = UnsafeRawBufferPointer(rebasing: octets[position..<end])
            position = next
            if !begun {
                begun = line.starts(with: "begin ".utf8)
            } else if line.elementsEqual("end".utf8) {
                return result
            } else {
                appendLine(line, to: &result)
            }
        }
        return result
    }

    private static func appendLine(_ line: UnsafeRawBufferPointer, to result: inout [UInt8]) {
        guard let first = line.first else { return }
        var left = Int((first &- 0x20) & 0x3F)
        var index = 1
        while left > 0, index < line.count {
            var group: UInt32 = 0
            for offset in 0..<4 {
                let value = index + offset < line.count ? (line[index + offset] &- 0x20) & 0x3F : 0
                group = group << 6 | UInt32(value)
            }
            for shift in [16, 8, 0] as [UInt32] where left > 0 {
                result.append(UInt8(truncatingIfNeeded: group >> shift))
                left -= 1
            }
            index += 4
        }
    }
}
