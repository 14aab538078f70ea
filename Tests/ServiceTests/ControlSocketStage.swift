import Dispatch
import Foundation
import Glibc

@testable import Service

/// A control socket in a directory of its own, and ways to ask it.
struct ControlSocketStage {
    let directory: ScratchDirectory

    init() throws {
        directory = try ScratchDirectory()
    }

    static let echo: ControlSocket.Handler = { request, reply in
        switch request.verb {
        case "echo": await reply.send(request)
        case "lines":
            for argument in request.arguments { await reply.send(["line": argument]) }
        case "flood":
            for number in 0..<(Int(request.arguments[0]) ?? 0) {
                guard await reply.send(["n": number]) else { return }
            }
        case "wait": try? await Task.sleep(for: .seconds(600))
        default: await reply.refuse("there is no such verb: \(request.verb)")
        }
    }

    /// Serves while `body` runs.
    func serving(
        limits: ControlLimits = ControlLimits(), handler: @escaping ControlSocket.Handler = echo,
        _ body: (_ path: String) async throws -> Void
    ) async throws {
        let control = try await ControlSocket.open(directory: directory.path, limits: limits)
        let service = Task { await control.serve(handler) }
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(directory.path))
        } catch {
            outcome = .failure(error)
        }
        service.cancel()
        await service.value
        try outcome.get()
    }

    /// Runs what blocks on a thread of Dispatch.
    static func blocking<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Swift.Result(catching: body)) }
        }
    }

    static func lines(
        _ path: String, _ request: ControlRequest, silence: Duration? = .seconds(20)
    ) async throws -> [String] {
        var lines: [String] = []
        for try await line in ControlClient.ask(directory: path, request, silence: silence) {
            lines.append(String(decoding: line, as: UTF8.self))
        }
        return lines
    }

    /// Waits until something holds; the suite's time limit is the end of patience.
    static func until(_ condition: () async throws -> Bool) async throws {
        while try await !condition() { try await Task.sleep(for: .milliseconds(10)) }
    }

    /// The sockets of this process that are bound at the socket's path: the listener and its accepted connections.
    static func openSockets(_ path: String) -> [Int32] {
        var descriptors: [Int32] = []
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for descriptor in open.compactMap({ Int32($0) }) {
            var address = sockaddr_un()
            var length = socklen_t(MemoryLayout<sockaddr_un>.size)
            let found = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
            }
            guard found == 0, address.sun_family == sa_family_t(AF_UNIX) else { continue }
            let name = withUnsafeBytes(of: &address.sun_path) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if name.hasPrefix(path + "/") { descriptors.append(descriptor) }
        }
        return descriptors
    }
}
