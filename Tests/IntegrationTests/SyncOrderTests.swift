import Foundation
import Testing

/// The order of syncs, commits, renames and deletions in one batch, as strace sees it: `contrib/crash-test syncs`.
///
/// Needs strace, and a system that lets it look at programs, which not every container does; without it the power cuts tell.
@Suite("Order of syncs", .enabled("strace is not here, or may not look at programs") { await Tracing.isPossible() })
struct SyncOrderTests {
    @Test("Data before names, names before rows, rows before DELE, marks before QUIT, plans before renames, directories before what is done")
    func order() async throws {
        let outcome = try await CrashTest.run("syncs", "maildir", "mbox", "forward")
        #expect(outcome.output.contains("in the order that is promised"))
        #expect(outcome.output.contains("ledger: fdatasync of the log: 100 arrivals"))
    }
}

/// Whether programs can be looked at here.
private enum Tracing {
    static func isPossible() async -> Bool {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/strace"), CrashTest.isExpected else { return false }
        let outcome = try? await ScratchDirectory.with { scratch in
            try await Subprocess.run("/usr/bin/strace", ["-o", "/dev/null", "/bin/true"], directory: scratch.path)
        }
        return outcome?.status == 0
    }
}
