import Glibc

/// A write-ahead log as it lies on disk (sqlite.org/fileformat2.html §4), read without SQLite.
///
/// SQLite takes a log to end where a checksum first fails, and says nothing: after a power cut that is right, since what was not synced
/// was not promised. But a log is synced with each commit, before anything is written behind it: where whole frames follow a later commit,
/// the failure lies in what was promised, and taking the log to end there would forget committed transactions.
struct WriteAheadLog {
    /// Octets of the log's header, and of each frame's.
    private static let headerCount = 32
    private static let frameHeaderCount = 24
    /// A larger log is not read: SQLite's checkpoints keep it far below.
    static let largest = 1 << 30

    /// Where the content of a page begins in the file, by its number: what SQLite would take, and behind a failure whatever holds by itself.
    private(set) var pages: [UInt32: Int] = [:]
    private(set) var pageSize = 4096
    /// Why committed transactions can't be read from it.
    private(set) var damage: String?
    let octets: [UInt8]

    init(octets: [UInt8]) {
        self.octets = octets
        read()
    }

    /// - Returns: Nil where there is no log, or an empty one.
    init?(path: String) throws(StoreError) {
        guard let octets = try FileOctets.read(path, limit: Self.largest), !octets.isEmpty else { return nil }
        self.init(octets: octets)
    }

    private mutating func read() {
        guard octets.count >= Self.headerCount + Self.frameHeaderCount else { return }
        let magic = word(0, littleEndian: false)
        let headerHolds: Bool
        var sum: (UInt32, UInt32) = (0, 0)
        var littleEndian = magic != 0x377F_0683
        if magic == 0x377F_0682 || magic == 0x377F_0683 {
            littleEndian = magic == 0x377F_0682
            add(0..<24, to: &sum, littleEndian)
            headerHolds = sum.0 == word(24, littleEndian: false) && sum.1 == word(28, littleEndian: false)
        } else {
            headerHolds = false
        }
        let size = Int(word(8, littleEndian: false))
        if headerHolds, size >= 512, size <= 65536, size & (size - 1) == 0 { pageSize = size }
        let first = Self.headerCount
        let salts = headerHolds ? (word(16, littleEndian: false), word(20, littleEndian: false)) : (word(first + 8, littleEndian: false), word(first + 12, littleEndian: false))

        let stride = Self.frameHeaderCount + pageSize
        var offset = first
        var isWhole = headerHolds
        var uncommitted: [UInt32: Int] = [:]
        // What came behind the first failure: whole frames since the last commit among them.
        var commitsBehind = 0
        while offset + stride <= octets.count {
            let page = word(offset, littleEndian: false)
            let commit = word(offset + 4, littleEndian: false)
            let isOurs = word(offset + 8, littleEndian: false) == salts.0 && word(offset + 12, littleEndian: false) == salts.1
            if isOurs || isWhole {
                add(offset..<offset + 8, to: &sum, littleEndian)
                add(offset + Self.frameHeaderCount..<offset + stride, to: &sum, littleEndian)
            }
            let stored = (word(offset + 16, littleEndian: false), word(offset + 20, littleEndian: false))
            let holds = isOurs && page > 0 && sum == stored
            // Each sum goes on from the one before, so a frame behind a failure is measured from what the failed one has written down.
            sum = stored
            if holds {
                if commitsBehind > 0 {
                    damage = damage ?? "its write-ahead log is damaged in the middle, so committed transactions can't be read"
                }
                uncommitted[page] = offset + Self.frameHeaderCount
                if commit > 0 {
                    pages.merge(uncommitted) { _, new in new }
                    uncommitted = [:]
                    if !isWhole { commitsBehind += 1 }
                }
            } else {
                isWhole = false
            }
            offset += stride
        }
    }

    /// A word of the file; its own numbers are big-endian.
    private func word(_ offset: Int, littleEndian: Bool) -> UInt32 {
        let value = octets.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
        return littleEndian ? UInt32(littleEndian: value) : UInt32(bigEndian: value)
    }

    private func add(_ range: Range<Int>, to sum: inout (UInt32, UInt32), _ littleEndian: Bool) {
        octets.withUnsafeBytes { octets in
            var offset = range.lowerBound
            var (first, second) = sum
            while offset < range.upperBound {
                let one = octets.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
                let two = octets.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
                first &+= (littleEndian ? UInt32(littleEndian: one) : UInt32(bigEndian: one)) &+ second
                second &+= (littleEndian ? UInt32(littleEndian: two) : UInt32(bigEndian: two)) &+ first
                offset += 8
            }
            sum = (first, second)
        }
    }
}
