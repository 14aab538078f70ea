/// Line ends of decoded text: CRLF and CR become LF, so that patterns need to know one.
enum LineEnds {
    static func unified(_ text: String) -> String {
        var text = text
        return text.withUTF8 { octets -> String? in
            let raw = UnsafeRawBufferPointer(octets)
            guard var next = raw.offset(of: .carriageReturn, in: 0..<raw.count) else { return nil }
            return String(unsafeUninitializedCapacity: raw.count) { target in
                var written = 0
                var start = 0
                while true {
                    for index in start..<next { target[written + index - start] = octets[index] }
                    written += next - start
                    guard next < raw.count else { return written }
                    target[written] = .lineFeed
                    written += 1
                    start = next + 1
                    if start < raw.count, octets[start] == .lineFeed { start += 1 }
                    next = raw.offset(of: .carriageReturn, in: start..<raw.count) ?? raw.count
                }
            }
        } ?? text
    }
}
