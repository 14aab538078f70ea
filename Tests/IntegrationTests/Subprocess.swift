import Foundation
import Testing

/// What became of a finished program.
struct Outcome {
    /// The exit status; 128 and the signal's number for one that a signal ended.
    let status: Int32
    let output: String
    let errors: String

    /// The lines of output as JSON objects; a line that is none is an issue of the test.
    func objects() throws -> [[String: Any]] {
        try output.split(separator: "\n").map { line in
            let value = try? JSONSerialization.jsonObject(with: Data(line.utf8))
            return try #require(value as? [String: Any], "not a JSON object: \(line)")
        }
    }
}

/// A program started by a test, its output going to files, so that nothing blocks on a pipe.
final class Subprocess: Sendable {
    private let process: Process
    private let ended: Task<Void, Never>
    private let output: URL
    private let errors: URL

    /// - Parameter environment: Added to a small fixed environment; nothing is inherited.
    init(_ executable: String, _ arguments: [String], directory: String, environment: [String: String] = [:]) throws {
        let stem = "\(directory)/run-\(UUID().uuidString.prefix(8))"
        output = URL(fileURLWithPath: stem + ".out")
        errors = URL(fileURLWithPath: stem + ".err")
        for file in [output, errors] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: directory)
        process.environment = [
            "PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "HOME": directory, "LC_ALL": "C.UTF-8", "TZ": "UTC",
        ].merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        let (outputHandle, errorsHandle) = (try FileHandle(forWritingTo: output), try FileHandle(forWritingTo: errors))
        process.standardOutput = outputHandle
        process.standardError = errorsHandle
        // The child has its own by then; ours would stay open for as long as the tests run.
        defer {
            try? outputHandle.close()
            try? errorsHandle.close()
        }
        let (ends, continuation) = AsyncStream.makeStream(of: Void.self)
        process.terminationHandler = { _ in continuation.finish() }
        // Worker threads block signals and a child inherits that; Dovecot would never see its SIGTERM.
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try process.run()
        self.process = process
        ended = Task { for await _ in ends {} }
    }

    var isRunning: Bool { process.isRunning }
    var identifier: Int32 { process.processIdentifier }

    /// Sends a signal to this process alone; one that has ended already is no error.
    func signal(_ number: Int32) {
        if process.isRunning { kill(process.processIdentifier, number) }
    }

    /// Waits for the end, at most `limit`; a program that takes longer is killed and the test told.
    func outcome(within limit: Duration = .seconds(300)) async throws -> Outcome {
        let guardian = Task {
            // Counted in short steps: a machine that was put to sleep in one of them, or whose clock jumped, has lost no more than that.
            for _ in 0..<limit.components.seconds { try await Task.sleep(for: .seconds(1), clock: .suspending) }
            guard process.isRunning else { return }
            signal(SIGKILL)
            Issue.record("the program took over \(limit)")
        }
        await ended.value
        guardian.cancel()
        let signalled = process.terminationReason == .uncaughtSignal
        return Outcome(
            status: process.terminationStatus + (signalled ? 128 : 0),
            output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self)
        )
    }

    /// Starts a program and waits for its end.
    static func run(
        _ executable: String, _ arguments: [String], directory: String, environment: [String: String] = [:]
    ) async throws -> Outcome {
        try await Subprocess(executable, arguments, directory: directory, environment: environment).outcome()
    }
}
