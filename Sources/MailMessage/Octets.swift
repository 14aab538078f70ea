/// The immutable octets of a message, shared without copying: an array, or a file mapped into memory.
public struct Octets: Sendable {
    private enum Storage: Sendable {
        case array([UInt8])
        case file(MappedFile)
    }

    private let storage: Storage
    public let count: Int

    public init(_ octets: [UInt8]) {
        storage = .array(octets)
        count = octets.count
    }

    private init(_ file: MappedFile) {
        storage = .file(file)
        count = file.count
    }

    /// The octets of a regular file, which must not be shortened while they are in use.
    ///
    /// - Throws: ``MailMessageError/unreadable(path:errno:)`` or ``MailMessageError/notAFile(path:)``.
    public static func mapping(path: String) throws(MailMessageError) -> Octets {
        Octets(try MappedFile(path: path))
    }

    /// Lends all octets. The pointer must not outlive `body`.
    public func withUnsafeBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        switch storage {
        case .array(let array):
            return try array.withUnsafeBufferPointer { (buffer) throws(E) -> R in try body(UnsafeRawBufferPointer(buffer)) }
        case .file(let file):
            return try body(UnsafeRawBufferPointer(start: file.base, count: file.count))
        }
    }

    /// Lends the octets of a range, which is taken to the nearest inside the message.
    func withOctets<R>(in range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        let range = range.clamped(to: 0..<count)
        return withUnsafeBytes { all in body(UnsafeRawBufferPointer(rebasing: all[range])) }
    }

    /// Says that the octets of a range have been read and are not needed for now: pages of a mapped file leave this process' memory
    /// until they are read again. An array stays as it is.
    func letGo(_ range: Range<Int>) {
        if case .file(let file) = storage { file.letGo(range) }
    }

    /// The offset past the LF that ends the line at `start`, or the end of the octets, which are `all` of these. What a long line
    /// takes is let go on the way.
    @inline(__always)
    func lineEnd(from start: Int, in all: UnsafeRawBufferPointer) -> Int {
        let near = min(all.count, start + 4096)
        let next = all.lineEnd(from: start, upTo: near)
        if next == all.count || next > start && all[next - 1] == .lineFeed { return next }
        return farLineEnd(from: near, in: all)
    }

    private func farLineEnd(from start: Int, in all: UnsafeRawBufferPointer) -> Int {
        var position = start
        while position < all.count {
            let end = min(all.count, position + MappedFile.stretch)
            if let found = all.offset(of: .lineFeed, in: position..<end) { return found + 1 }
            letGo(position..<end)
            position = end
        }
        return all.count
    }

    /// A copy of the octets of a range; the range is taken to the nearest inside the message.
    public subscript(range: Range<Int>) -> [UInt8] {
        withOctets(in: range) { Array($0) }
    }
}
