import Glibc

/// The pages of a database file, beneath SQLite: each as the write-ahead log has it, else as the file has it.
///
/// Nothing of the file is believed that does not hold: whatever the octets are, reading ends, and without more than a page in memory.
final class DatabaseImage {
    private let descriptor: Int32
    private let log: WriteAheadLog?
    let pageSize: Int
    /// Octets of a page that hold content.
    let usable: Int
    /// Pages are numbered from 1 to this.
    let count: UInt32
    /// Whether the first page begins as it should.
    let hasHeader: Bool
    /// Whether the file is shorter than it says.
    let isCut: Bool

    /// - Returns: Nil where there is no file.
    init?(path: String, log: WriteAheadLog?) throws(StoreError) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .system(call: "open", path: path, errno: errno)
        }
        var status = stat()
        if fstat(descriptor, &status) != 0 { status.st_size = 0 }
        self.log = log
        var header = [UInt8](repeating: 0, count: 100)
        if let offset = log?.pages[1], let log {
            header = Array(log.octets[offset..<offset + 100])
        } else {
            _ = pread(descriptor, &header, 100, 0)
        }
        hasHeader = header.starts(with: Self.magic)
        let stated = Int(header[16]) << 8 | Int(header[17])
        let size = stated == 1 ? 65536 : stated
        let isSize = size >= 512 && size & (size - 1) == 0
        pageSize = hasHeader && isSize ? size : log?.pageSize ?? 4096
        usable = hasHeader ? pageSize - Int(min(header[20], 32)) : pageSize
        let inFile = UInt32(clamping: max(0, Int(status.st_size)) / pageSize)
        count = max(inFile, log?.pages.keys.max() ?? 0)
        // As the file says, where its count is of the last change.
        let pages = Self.number(header, 28)
        isCut = hasHeader && Self.number(header, 24) == Self.number(header, 92) && pages > count
        if hasHeader { firstFree = Self.number(header, 32) } else { firstFree = 0 }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    static let magic = Array("SQLite format 3\0".utf8)

    private let firstFree: UInt32
    /// Pages that were read as the rest of a long record.
    private(set) var continuations: Set<UInt32> = []

    func noteContinuation(_ number: UInt32) { continuations.insert(number) }

    /// A page's octets; nil behind the end, or where the disk refuses.
    func page(_ number: UInt32) -> [UInt8]? {
        guard number >= 1 else { return nil }
        if let log, let offset = log.pages[number], log.pageSize == pageSize, offset + pageSize <= log.octets.count {
            return Array(log.octets[offset..<offset + pageSize])
        }
        var octets = [UInt8](repeating: 0, count: pageSize)
        let start = off_t(number - 1) * off_t(pageSize)
        while true {
            let got = pread(descriptor, &octets, pageSize, start)
            if got == pageSize { return octets }
            if got >= 0 || errno != EINTR { return nil }
        }
    }

    /// The pages that hold nothing any more, as far as the list can be followed.
    func freePages() -> Set<UInt32> {
        var free: Set<UInt32> = []
        var trunk = firstFree
        while trunk >= 1, trunk <= count, !free.contains(trunk), let octets = page(trunk) {
            free.insert(trunk)
            let leaves = Int(Self.number(octets, 4))
            guard leaves <= usable / 4 - 2 else { break }
            for leaf in 0..<leaves { free.insert(Self.number(octets, 8 + 4 * leaf)) }
            trunk = Self.number(octets, 0)
        }
        return free
    }

    static func number(_ octets: [UInt8], _ offset: Int) -> UInt32 {
        guard offset >= 0, offset + 4 <= octets.count else { return 0 }
        return octets.withUnsafeBytes { UInt32(bigEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self)) }
    }
}
