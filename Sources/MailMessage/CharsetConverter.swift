import Glibc

/// An open iconv descriptor from one charset to UTF-8; closed with its owner.
struct CharsetConverter: ~Copyable {
    private let descriptor: iconv_t
    /// Whether the octets 80 to 9F that the charset leaves open are C1 controls, as the Encoding Standard (§9) has it.
    private let hasControls: Bool

    /// - Returns: nil if the system knows no such charset.
    init?(from name: String) {
        guard let descriptor = iconv_open("UTF-8", name), Int(bitPattern: descriptor) != -1 else { return nil }
        self.descriptor = descriptor
        hasControls = name.hasPrefix("CP125") || name.hasPrefix("CP874") || name.hasPrefix("ISO-8859")
        CharsetModules.hold(name)
    }

    deinit { iconv_close(descriptor) }

    /// UTF-8 of all the input. Each octet that can't be read becomes U+FFFD.
    ///
    /// - Returns: `malformed` if something had to be replaced.
    func convert(_ input: UnsafeRawBufferPointer) -> (utf8: [UInt8], malformed: Bool) {
        var result: [UInt8] = []
        var malformed = false
        guard let base = input.baseAddress, !input.isEmpty else { return ([], false) }
        result.reserveCapacity(input.count + input.count / 2 + 16)
        iconv(descriptor, nil, nil, nil, nil)
        var source: UnsafeMutablePointer<CChar>? = UnsafeMutableRawPointer(mutating: base).assumingMemoryBound(to: CChar.self)
        var sourceLeft = input.count
        withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 8) { buffer in
            guard let bufferBase = buffer.baseAddress else { return }
            func flush(_ written: Int) { result.append(contentsOf: UnsafeRawBufferPointer(start: bufferBase, count: written)) }
            while sourceLeft > 0 {
                var target: UnsafeMutablePointer<CChar>? = bufferBase.assumingMemoryBound(to: CChar.self)
                var targetLeft = buffer.count
                let before = sourceLeft
                let outcome = iconv(descriptor, &source, &sourceLeft, &target, &targetLeft)
                let failure = errno
                flush(buffer.count - targetLeft)
                if outcome != -1 { continue }
                if failure == E2BIG, sourceLeft < before || targetLeft < buffer.count { continue }
                if failure == EILSEQ, hasControls, sourceLeft > 0, let octet = source?.pointee, UInt8(bitPattern: octet) & 0xE0 == 0x80 {
                    result.append(contentsOf: [0xC2, UInt8(bitPattern: octet)])
                    source = source.map { $0 + 1 }
                    sourceLeft -= 1
                    continue
                }
                malformed = true
                result.append(contentsOf: [0xEF, 0xBF, 0xBD])
                guard failure == EILSEQ, sourceLeft > 0 else { return }
                source = source.map { $0 + 1 }
                sourceLeft -= 1
            }
            var target: UnsafeMutablePointer<CChar>? = bufferBase.assumingMemoryBound(to: CChar.self)
            var targetLeft = buffer.count
            iconv(descriptor, nil, nil, &target, &targetLeft)
            flush(buffer.count - targetLeft)
        }
        return (result, malformed)
    }
}
