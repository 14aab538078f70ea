import Crypto

/// Writes one message after another into the spool, as its octets come. Belongs to one task.
///
/// A small message costs one open, one write and one close; a large one is written as it comes, in pieces, so that its size
/// costs no memory.
public final class SpoolWriter {
    /// Octets. Messages up to this size are held until they are complete, and given to the caller.
    public static let smallMessage = 256 << 10

    private let spool: Spool
    private var name = ""
    private var buffer: [UInt8] = []
    private var normaliser = LineEndNormaliser()
    private var hasher: SHA256Hasher?
    private var file: FileWriter?
    private var retrieved = 0
    private var written = 0

    public init(_ spool: Spool) {
        self.spool = spool
    }

    deinit { abort() }

    /// Begins a message; one that was begun and not finished is aborted.
    public func begin() throws {
        abort()
        name = UniqueName.make()
        hasher = try SHA256Hasher()
    }

    /// Takes octets as the server sent them, with CRLF line ends, cut anywhere.
    ///
    /// - Throws: ``FileError``; the message is void then and can only be aborted.
    public func append(_ octets: UnsafeRawBufferPointer) throws(FileError) {
        hasher?.update(octets)
        retrieved += octets.count
        normaliser.append(octets, to: &buffer)
        if buffer.count > Self.smallMessage { try flush() }
    }

    /// Completes the message's file.
    ///
    /// - Throws: ``FileError``; the message is void then and its file gone.
    public func finish() throws(FileError) -> SpooledFile {
        normaliser.finish(to: &buffer)
        var small: [UInt8]?
        if file == nil {
            do throws(FileError) {
                try buffer.withUnsafeBufferPointer { (octets) throws(FileError) in
                    try spool.directory.write(UnsafeRawBufferPointer(octets), as: name)
                }
            } catch {
                abort()
                throw error
            }
            written = buffer.count
            small = buffer
        } else {
            do throws(FileError) {
                try flush()
                try file?.finish()
            } catch {
                abort()
                throw error
            }
        }
        var hash: [UInt8] = []
        if var hasher = hasher.take() { hash = hasher.finish() }
        let result = SpooledFile(
            name: name, size: written, retrievedSize: retrieved, hasBareLineEnds: normaliser.hasBareLineEnds, contentHash: hash,
            octets: small)
        reset()
        return result
    }

    /// Throws away a message that was begun and not finished.
    public func abort() {
        if file != nil { try? spool.directory.remove(name) }
        reset()
    }

    private func reset() {
        file = nil
        hasher = nil
        buffer = []
        normaliser = LineEndNormaliser()
        retrieved = 0
        written = 0
        name = ""
    }

    private func flush() throws(FileError) {
        let target: FileWriter
        if let file { target = file } else { target = try FileWriter(name, in: spool.directory) }
        file = target
        try buffer.withUnsafeBufferPointer { (octets) throws(FileError) in try target.write(UnsafeRawBufferPointer(octets)) }
        written += buffer.count
        buffer.removeAll(keepingCapacity: true)
    }
}
