import Foundation
import Testing

/// `postroom run` as a child of a test, with a service manager's socket.
struct RunningPostroom {
    let process: Subprocess
    let manager: NotifySocket

    /// Starts the daemon, waits until it is ready, lets `body` use it, and ends it whatever happens. It must end with status 0.
    static func with<Result>(
        _ file: String, in scratch: ScratchDirectory, environment: [String: String] = [:], level: String = "debug",
        _ body: (RunningPostroom) async throws -> Result
    ) async throws -> Result {
        let manager = try NotifySocket(path: "\(scratch.path)/notify-\(UUID().uuidString.prefix(8))")
        defer { manager.close() }
        let process = try PostroomProgram(directory: scratch.path).start(
            "run", "--config", file, "--log-format", "json", "--log-level", level,
            environment: ["NOTIFY_SOCKET": manager.path].merging(environment) { $1 })
        let daemon = RunningPostroom(process: process, manager: manager)
        do {
            guard try await manager.first("READY=1") != nil else {
                process.signal(SIGKILL)
                let outcome = try await process.outcome()
                throw NotifySocket.Failure(description: "the daemon did not get ready: \(outcome.output) \(outcome.errors)")
            }
            let result = try await body(daemon)
            if process.isRunning { try await daemon.stop() }
            return result
        } catch {
            process.signal(SIGKILL)
            _ = try? await process.outcome()
            throw error
        }
    }

    /// SIGTERM, and the end within seconds, with status 0.
    @discardableResult
    func stop(within limit: Duration = .seconds(12), sourceLocation: SourceLocation = #_sourceLocation) async throws -> Outcome {
        process.signal(SIGTERM)
        let began = ContinuousClock.now
        let outcome = try await process.outcome(within: .seconds(60))
        #expect(ContinuousClock.now - began < limit, "stopped only after \(ContinuousClock.now - began)", sourceLocation: sourceLocation)
        #expect(outcome.status == 0, "\(outcome.output.suffix(2000)) \(outcome.errors.suffix(2000))", sourceLocation: sourceLocation)
        return outcome
    }

    /// Waits for something to become true; false if it did not in time.
    static func waits(_ limit: Duration = .seconds(90), until condition: () async throws -> Bool) async throws -> Bool {
        let end = ContinuousClock.now + limit
        repeat {
            if try await condition() { return true }
            try await Task.sleep(for: .milliseconds(50))
        } while ContinuousClock.now < end
        return try await condition()
    }

    /// Ends the test if something does not become true in time.
    static func expectSoon(
        within limit: Duration = .seconds(90), sourceLocation: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool
    ) async throws {
        let isTrue = try await waits(limit, until: condition)
        try #require(isTrue, "not within \(limit)", sourceLocation: sourceLocation)
    }

    /// How many descriptors the daemon has open.
    var descriptors: Int { (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.identifier)/fd").count) ?? 0 }
}
