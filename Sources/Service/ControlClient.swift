internal import Foundation
internal import Glibc
internal import NIOCore
internal import SourceText
internal import Transport

/// Asks the running daemon.
public enum ControlClient {
    /// Sends one request and gives the answer's lines as they come, without their line ends.
    ///
    /// The stream ends without an error when the answer is complete. To stop reading it closes the connection.
    ///
    /// - Parameter silence: How long the daemon may take for each line; nil: as long as it likes.
    /// - Returns: A stream that throws ``ServiceError``: ``ServiceError/nobodyListens(directory:)`` where no daemon runs.
    public static func ask(
        directory: String, _ request: ControlRequest, silence: Duration? = nil, limits: ControlLimits = ControlLimits()
    ) -> AsyncThrowingStream<[UInt8], any Error> {
        AsyncThrowingStream { lines in
            let work = Task {
                do throws(ServiceError) {
                    try await converse(directory, request, silence, limits) { lines.yield($0) }
                    lines.finish()
                } catch {
                    lines.finish(throwing: error)
                }
            }
            lines.onTermination = { _ in work.cancel() }
        }
    }

    /// Sends one request and gives the values of the answer's lines.
    ///
    /// - Throws: ``ServiceError``; a line of another form is ``ServiceError/refused(_:)`` with words to that effect.
    public static func answer<Value: Decodable & Sendable>(
        _ type: Value.Type, directory: String, _ request: ControlRequest, silence: Duration? = .seconds(30)
    ) async throws(ServiceError) -> [Value] {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        var values: [Value] = []
        do {
            for try await line in ask(directory: directory, request, silence: silence) {
                values.append(try decoder.decode(type, from: Data(line)))
            }
            return values
        } catch let error as ServiceError {
            throw error
        } catch {
            throw .refused("the daemon's answer is of an unknown form; is it of another version?")
        }
    }

    private static func converse(
        _ directory: String, _ request: ControlRequest, _ silence: Duration?, _ limits: ControlLimits, _ take: ([UInt8]) -> Void
    ) async throws(ServiceError) {
        let connection = try await connect(directory, limits.connectTime)
        do throws(ServiceError) {
            try await converse(over: connection, request, silence, limits, take)
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    private static func converse(
        over connection: Connection, _ request: ControlRequest, _ silence: Duration?, _ limits: ControlLimits,
        _ take: ([UInt8]) -> Void
    ) async throws(ServiceError) {
        guard let line = try? JSONEncoder().encode(request) else { throw .refused("the request can't be put into JSON") }
        do {
            try await connection.write(ByteBuffer(bytes: line + [0x0A]), deadline: .now() + TimeAmount(limits.writeTime))
            var lines = LineReader(connection, limit: limits.answerOctets)
            while let line = try await lines.next(deadline: silence.map { .now() + TimeAmount($0) } ?? .distantFuture) {
                if line.isEmpty { return }
                if let sentence = refusal(in: line) {
                    throw sentence == ServiceError.busy.description ? ServiceError.busy : .refused(sentence)
                }
                take(line)
            }
            throw ServiceError.cutShort
        } catch let error as ServiceError {
            throw error
        } catch let error as TransportError {
            switch error.code {
            case .timedOut: throw .timedOut
            case .lineTooLong: throw .lineTooLong
            default: throw .cutShort
            }
        } catch {
            throw .cutShort
        }
    }

    /// Connects; while the socket's queue is full it tries again.
    private static func connect(_ directory: String, _ limit: Duration) async throws(ServiceError) -> Connection {
        let end = ContinuousClock.now + limit
        while true {
            do throws(ServiceError) {
                let descriptor = try SocketFile.connect(in: directory)
                do {
                    return try await Connection.adopt(descriptor, peer: "the daemon")
                } catch {
                    throw .cutShort
                }
            } catch .busy where ContinuousClock.now < end && !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    /// The sentence of a line that says no, if it is one.
    private static func refusal(in line: [UInt8]) -> String? {
        guard line.starts(with: Array("{\"error\":".utf8)), line.count < 16 << 10,
            let fields = try? JSONDecoder().decode([String: String].self, from: Data(line)), fields.count == 1
        else { return nil }
        return fields["error"].map { DisplayText.escaped($0, maximum: 1000) }
    }
}
