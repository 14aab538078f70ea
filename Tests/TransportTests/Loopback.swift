import NIOCore
import Transport

/// A listener whose one client is served by a closure.
func withServer<Result>(
    tls: ServerTLSConfiguration? = nil, serve: @escaping @Sendable (Connection) async throws -> Void,
    client: (_ port: Int) async throws -> Result
) async throws -> Result {
    let listener = try await Listener.start(tls: tls)
    let server = Task {
        for await connection in listener.connections {
            try? await serve(connection)
            await connection.close()
        }
    }
    do {
        let result = try await client(listener.port)
        await listener.stop()
        server.cancel()
        await server.value
        return result
    } catch {
        await listener.stop()
        server.cancel()
        await server.value
        throw error
    }
}

extension NIODeadline {
    static var soon: NIODeadline { .now() + .seconds(20) }
}

/// Everything up to the end of the stream.
func readAll(_ connection: Connection) async throws -> [UInt8] {
    var octets: [UInt8] = []
    while let chunk = try await connection.read(deadline: .soon) { octets.append(contentsOf: chunk.readableBytesView) }
    return octets
}

/// The error's code, or nil if there was none.
func code(_ work: () async throws -> Void) async -> TransportError.Code? {
    do {
        try await work()
        return nil
    } catch {
        return (error as? TransportError)?.code
    }
}
