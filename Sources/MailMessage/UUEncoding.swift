/// uuencode: as a transfer encoding, and inside of plain text, as mail had its files before MIME.
enum UUEncoding {
    /// A file inside of text.
    struct File: Equatable {
        var name: [UInt8]
        var content: [UInt8]
        /// From its `begin` line to behind its `end` line.
        var range: Range<Int>
    }

    /// The octets between the `begin` and `end` lines; nothing if there is no `begin`.
    static func decode(_ octets: UnsafeRawBufferPointer, passed: (Int) -> Void = { _ in }) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(octets.count / 4 * 3)
        eachDataLine(of: octets, passed: passed) { appendLine($0, to: &result) }
        return result
    }

    /// The count of what ``decode(_:passed:)`` gives.
    static func decodedCount(_ octets: UnsafeRawBufferPointer, passed: (Int) -> Void = { _ in }) -> Int {
        var count = 0
        eachDataLine(of: octets, passed: passed) { line in
            if let first = line.first { count += min(Int((first &- 0x20) & 0x3F), (line.count + 2) / 4 * 3) }
        }
        return count
    }

    /// Calls `body` with each line between `begin` and `end`.
    ///
    /// - Parameter passed: Told after each ``MappedFile/stretch`` how far the octets have been read.
    private static func eachDataLine(
        of octets: UnsafeRawBufferPointer, passed: (Int) -> Void, _ body: (UnsafeRawBufferPointer) -> Void
    ) {
        var position = 0
        var begun = false
        var mark = MappedFile.stretch
        while position < octets.count {
            if position >= mark {
                passed(position)
                mark = position + MappedFile.stretch
            }
            let line = line(octets, from: &position)
            if !begun {
                begun = line.starts(with: "begin ".utf8)
            } else if line.elementsEqual("end".utf8) {
                return
            } else {
                body(line)
            }
        }
    }

    /// The files inside of text, in order. A file begins with `begin`, a mode and a name; all its lines have the length that they
    /// tell, up to `end`. What breaks this is text; so is a file that the end of the text cuts off within its first line.
    static func files(in octets: UnsafeRawBufferPointer, limit: Int) -> [File] {
        var files: [File] = []
        var position = 0
        while position < octets.count, files.count < limit {
            guard octets[position] == UInt8(ascii: "b") else {
                position = octets.lineEnd(from: position, upTo: octets.count)
                continue
            }
            let start = position
            guard let name = name(in: line(octets, from: &position)) else { continue }
            var content: [UInt8] = []
            var isWhole = false
            var lineStart = position
            while position < octets.count {
                lineStart = position
                let line = line(octets, from: &position)
                if line.elementsEqual("end".utf8) {
                    isWhole = true
                    break
                }
                guard isData(line) else { break }
                appendLine(line, to: &content)
            }
            if isWhole || (position >= octets.count && !content.isEmpty) {
                files.append(File(name: Array(name), content: content, range: start..<position))
            } else {
                // The line that broke it off may begin another.
                position = lineStart
            }
        }
        return files
    }

    /// The line at `position`, without its end; `position` goes behind it.
    private static func line(_ octets: UnsafeRawBufferPointer, from position: inout Int) -> UnsafeRawBufferPointer {
        let next = octets.lineEnd(from: position, upTo: octets.count)
        var end = next
        while end > position, octets[end - 1] == .lineFeed || octets[end - 1] == .carriageReturn { end -= 1 }
        defer { position = next }
        return UnsafeRawBufferPointer(rebasing: octets[position..<end])
    }

    /// The name in `begin 644 name`.
    private static func name(in line: UnsafeRawBufferPointer) -> ArraySlice<UInt8>? {
        guard line.count < 1024, line.starts(with: "begin ".utf8) else { return nil }
        let words = Array(line.dropFirst(6))
        let mode = words.prefix { (0x30...0x37).contains($0) }
        guard (3...4).contains(mode.count), words.count > mode.count, words[mode.count] == .space else { return nil }
        let name = words[(mode.count + 1)...].trimmed
        return name.isEmpty ? nil : name
    }

    /// Whether a line holds the octets that its first one tells of, blanks at its end lost or an octet added.
    private static func isData(_ line: UnsafeRawBufferPointer) -> Bool {
        guard let first = line.first, (0x20...0x60).contains(first) else { return line.isEmpty }
        let groups = (Int((first &- 0x20) & 0x3F) + 2) / 3
        return line.count <= groups * 4 + 3 && line.allSatisfy { (0x20...0x60).contains($0) } && (line.count > groups * 3 || groups == 0)
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
