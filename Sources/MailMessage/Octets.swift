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

    /// A copy of the octets of a range; the range is taken to the nearest inside the message.
    public subscript(range: Range<Int>) -> [UInt8] {
        withOctets(in: range) { Array($0) }
    }
}
