internal import Foundation
internal import Glibc
internal import NIOCore
internal import Synchronization
internal import Transport

/// The daemon's ear: `<state>/control.sock`, for its own user and root alone.
///
/// One request a connection: a line of JSON (``ControlRequest``) comes in, the handler's lines go out, an empty line ends the
/// answer, and the connection is closed.
public final class ControlSocket: Sendable {
    /// Answers one request. Its task is cancelled when the asker goes away or ``ControlSocket/serve(_:)`` ends: what must not be
    /// cut short belongs to the daemon's own tasks.
    public typealias Handler = @Sendable (ControlRequest, ControlReply) async -> Void

    private let file: SocketFile
    private let listener: Listener
    private let limits: ControlLimits

    private init(file: SocketFile, listener: Listener, limits: ControlLimits) {
        self.file = file
        self.listener = listener
        self.limits = limits
    }

    /// Binds the socket in the place of a stale one. The caller owns the state directory's lock.
    ///
    /// From here on askers wait to be served; ``serve(_:)`` or ``stop()`` has to follow.
    ///
    /// - Throws: ``ServiceError/system(call:path:errno:)``; nothing is left behind.
    public static func open(directory: String, limits: ControlLimits = ControlLimits()) async throws(ServiceError) -> ControlSocket {
        let ownUser = geteuid()
        return try await open(directory: directory, limits: limits) { $0 == ownUser || $0 == 0 }
    }

    /// - Parameter admits: Whether a user's processes may ask.
    static func open(
        directory: String, limits: ControlLimits, admits: @escaping @Sendable (_ user: UInt32) -> Bool
    ) async throws(ServiceError) -> ControlSocket {
        let (descriptor, file) = try SocketFile.listen(in: directory, backlog: limits.connections)
        do {
            let listener = try await Listener.adopt(descriptor, backlog: limits.connections, admits: admits)
            return ControlSocket(file: file, listener: listener, limits: limits)
        } catch {
            file.remove()
            throw .system(call: "listen at", path: directory + "/" + SocketFile.name, errno: EIO)
        }
    }

    /// Opens the socket and serves it until the task is cancelled.
    public static func serve(
        directory: String, limits: ControlLimits = ControlLimits(), handler: @escaping Handler
    ) async throws(ServiceError) {
        await (try open(directory: directory, limits: limits)).serve(handler)
    }

    /// Answers requests, several at a time, until the task is cancelled and the handlers have ended; then the socket is gone.
    /// To be called once.
    public func serve(_ handler: @escaping Handler) async {
        await withDiscardingTaskGroup { group in
            let open = OpenCount()
            for await connection in listener.connections {
                let place = open.enter()
                group.addTask {
                    // One too many is heard and told so; where these are too many as well, nobody listens any more.
                    if place <= 2 * self.limits.connections {
                        await self.attend(connection, place <= self.limits.connections ? handler : Self.turnAway)
                    }
                    await connection.close()
                    open.leave()
                }
            }
            await stop()
            group.cancelAll()
        }
    }

    /// Listens no more and takes the file away.
    public func stop() async {
        file.remove()
        await listener.stop()
    }

    private static let turnAway: Handler = { _, reply in await reply.refuse(ServiceError.busy.description) }

    private func attend(_ connection: Connection, _ handler: @escaping Handler) async {
        let reply = ControlReply(connection, writeTime: limits.writeTime)
        do {
            var lines = LineReader(connection, limit: limits.requestOctets)
            guard let line = try await lines.next(deadline: .now() + TimeAmount(limits.requestTime)) else { return }
            guard let request = try? JSONDecoder().decode(ControlRequest.self, from: Data(line)) else {
                await reply.refuse("the request is none that can be understood")
                return await reply.finish()
            }
            if await answer(request, reply, connection, handler) { await reply.finish() }
        } catch where error.code == .lineTooLong {
            await reply.refuse("the request is too long")
            await reply.finish()
        } catch {}
    }

    /// - Returns: Whether the handler came to its end, uncancelled.
    private func answer(
        _ request: ControlRequest, _ reply: ControlReply, _ connection: Connection, _ handler: @escaping Handler
    ) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await handler(request, reply)
                return !Task.isCancelled
            }
            group.addTask {
                // What an asker says after its request is of no interest, only that it is there.
                while (try? await connection.read(deadline: .distantFuture)) != nil {}
                return false
            }
            let isComplete = await group.next() ?? false
            group.cancelAll()
            return isComplete
        }
    }
}

/// How many askers there are.
private final class OpenCount: Sendable {
    private let count = Atomic(0)

    /// - Returns: How many there are now.
    func enter() -> Int {
        count.add(1, ordering: .relaxed).newValue
    }

    func leave() {
        count.subtract(1, ordering: .relaxed)
    }
}
