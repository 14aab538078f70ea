import Foundation
import Testing

/// What a power cut may leave of the disk, at every moment of a poll, in the short form: `contrib/crash-test power-cut`.
///
/// Needs a C compiler with the C library's headers, and Python; with `CI` set, a missing one is a failure.
@Suite("Power cuts", .serialized, .enabled(if: PowerCutTools.areExpected, "a C compiler or Python is not installed"))
struct PowerCutTests {
    @Test("Whatever the disk has kept, nothing is lost and nothing comes twice; and without its syncs Postroom fails this test")
    func shortForm() async throws {
        try await ScratchDirectory.with { scratch in
            let outcome = try await Subprocess.run(
                "\(Checkout.path)/contrib/crash-test", ["power-cut"], directory: scratch.path, environment: ["POSTROOM": PostroomProgram.path])
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            #expect(outcome.output.contains("\nall "))
            #expect(outcome.output.contains("with every sync taken out"))
        }
    }
}

/// What the power-cut test is made with.
private enum PowerCutTools {
    static let areExpected = ProcessInfo.processInfo.environment["CI"] != nil || (has("cc") && has("python3"))

    private static func has(_ program: String) -> Bool {
        ["/usr/bin", "/bin"].contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
    }
}
