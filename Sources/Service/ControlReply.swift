internal import Foundation
internal import NIOCore
internal import SourceText
internal import Transport

/// The way of an answer's lines to the one who asked. Each call waits until the system has taken the line.
public struct ControlReply: Sendable {
    private let connection: Connection
    private let writeTime: Duration

    init(_ connection: Connection, writeTime: Duration) {
        self.connection = connection
        self.writeTime = writeTime
    }

    /// Sends a value as one line of JSON, keys sorted, dates as ISO 8601.
    ///
    /// - Returns: false when the asker is gone or does not read, or the value is none that JSON can hold.
    @discardableResult
    public func send(_ value: some Encodable & Sendable) async -> Bool {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        guard let line = try? encoder.encode(value) else { return false }
        return await send(line: [UInt8](line))
    }

    /// Sends one line of JSON as it is. Line ends in it, which JSON has between its tokens only, become spaces.
    @discardableResult
    public func send(line: [UInt8]) async -> Bool {
        guard !line.isEmpty else { return true }
        return await write(line.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 })
    }

    /// Says no, in one sentence: the asker's stream ends with ``ServiceError/refused(_:)``.
    @discardableResult
    public func refuse(_ sentence: String) async -> Bool {
        await send(Refusal(error: DisplayText.escaped(sentence, maximum: 1000)))
    }

    /// The end mark, an empty line: the answer is complete.
    func finish() async {
        _ = await write([])
    }

    private func write(_ line: [UInt8]) async -> Bool {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(line.count + 1)
        buffer.writeBytes(line)
        buffer.writeInteger(UInt8(0x0A))
        do {
            try await connection.write(buffer, deadline: .now() + TimeAmount(writeTime))
            return true
        } catch {
            return false
        }
    }
}

/// The line of an answer that is a no: `{"error":"..."}` and nothing else.
struct Refusal: Codable, Sendable {
    var error: String
}
