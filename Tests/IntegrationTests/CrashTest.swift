import Foundation
import Testing

/// `contrib/crash-test`, with the program under test. Needs a C compiler with the C library's headers, and Python.
enum CrashTest {
    /// Whether what it needs is there; with `CI` set, a missing one is a failure.
    static let isExpected = ProcessInfo.processInfo.environment["CI"] != nil || (has("cc") && has("python3"))
    static let whatIsMissing: Comment = "a C compiler or Python is not installed"

    private static func has(_ program: String) -> Bool {
        ["/usr/bin", "/bin"].contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
    }

    /// Runs one of its tests to its end, and expects that nothing came out wrong.
    static func run(_ arguments: String...) async throws -> Outcome {
        try await ScratchDirectory.with { scratch in
            let program = try Subprocess(
                "\(Checkout.path)/contrib/crash-test", arguments, directory: scratch.path, environment: ["POSTROOM": PostroomProgram.path])
            // Half a minute, where there is nothing else to do.
            let outcome = try await program.outcome(within: .seconds(900))
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            return outcome
        }
    }
}
