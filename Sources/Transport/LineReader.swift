public import NIOCore

/// Lines from a connection, bounded in length. Used by one task.
public struct LineReader {
    private let connection: Connection
    private let limit: Int
    private var pending = ByteBuffer()

    /// - Parameter limit: The longest line in octets, without its end.
    public init(_ connection: Connection, limit: Int) {
        self.connection = connection
        self.limit = limit
    }

    /// What was read from the connection and not yet given as a line.
    public var bufferedOctets: Int { pending.readableBytes + connection.bufferedOctets }

    /// The next line without its CRLF or LF; nil at the end of the stream, where an unfinished line is dropped.
    ///
    /// - Throws: `lineTooLong` as soon as the limit is passed, and whatever the connection gives.
    nonisolated(nonsending) public mutating func next(deadline: NIODeadline) async throws(TransportError) -> [UInt8]? {
        var searched = 0
        while true {
            let view = pending.readableBytesView
            if let end = view[(view.startIndex + searched)...].firstIndex(of: 0x0A) {
                let count = end - view.startIndex
                guard count <= limit + 1, var line = pending.readBytes(length: count) else { throw tooLong }
                pending.moveReaderIndex(forwardBy: 1)
                if line.last == 0x0D { line.removeLast() }
                return line
            }
            searched = view.count
            guard searched <= limit + 1 else { throw tooLong }
            guard var chunk = try await connection.read(deadline: deadline) else { return nil }
            if pending.readableBytes == 0 {
                pending = chunk
            } else {
                pending.discardReadBytes()
                pending.writeBuffer(&chunk)
            }
        }
    }

    /// Gives away what was read and not given as a line: what follows is not made of lines.
    public mutating func takePending() -> ByteBuffer {
        defer { pending = ByteBuffer() }
        return pending
    }

    /// Lines begin again, with `octets`, which were read already.
    public mutating func resume(with octets: ByteBuffer) { pending = octets }

    private var tooLong: TransportError { TransportError(.lineTooLong, "a line is longer than \(limit) octets") }
}
