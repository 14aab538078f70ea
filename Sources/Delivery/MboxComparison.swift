/// Compares octets, piece by piece, with those of an mbox file from an offset on.
struct MboxComparison {
    /// Where the next octet is expected.
    private(set) var offset: Int
    /// The file's length.
    private let end: Int
    /// Whether an octet was another than expected.
    private(set) var differs = false
    /// Whether NULs stand where other octets were expected: a power cut can keep a file's length without its data.
    private(set) var hasHoles = false
    /// Whether the file ended before the octets did.
    private(set) var isCutShort = false
    private var block: [UInt8] = []
    private var blockStart = 0

    init(from offset: Int, length: Int) {
        self.offset = offset
        end = length
    }

    /// Whether all so far is in the file, but for holes.
    var agrees: Bool { !differs && !isCutShort }

    mutating func compare(_ octets: UnsafeRawBufferPointer, in file: borrowing MboxFile) throws(DeliveryError) {
        var position = 0
        while position < octets.count, agrees {
            guard offset < end else {
                isCutShort = true
                return
            }
            if offset < blockStart || offset >= blockStart + block.count {
                block = try file.read(at: offset, min(MboxFile.block, end - offset))
                blockStart = offset
                // Somebody shortens it without a lock.
                guard !block.isEmpty else {
                    differs = true
                    return
                }
            }
            let start = offset - blockStart
            let count = min(octets.count - position, block.count - start)
            let piece = octets[position..<position + count]
            if !block[start..<start + count].elementsEqual(piece) {
                guard zip(block[start..<start + count], piece).allSatisfy({ $0 == $1 || $0 == 0 }) else {
                    differs = true
                    return
                }
                hasHoles = true
            }
            position += count
            offset += count
        }
    }
}
