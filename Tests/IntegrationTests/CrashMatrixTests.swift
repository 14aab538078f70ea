import Testing

/// Postroom killed at each kind of its steps, and at random under load, in the short forms: `contrib/crash-test matrix` and `kill`.
@Suite("Crash matrix", .serialized, .enabled(if: CrashTest.isExpected, CrashTest.whatIsMissing))
struct CrashMatrixTests {
    @Test("Whichever step it is killed before or after, nothing is lost and nothing comes twice; and the judge finds what was made wrong")
    func matrix() async throws {
        let outcome = try await CrashTest.run("matrix")
        #expect(outcome.output.contains("\nMaildir: rename "))
        #expect(outcome.output.contains("\nSMTP: the final dot "))
        #expect(outcome.output.contains("A file taken out of a Maildir"))
    }

    @Test("A daemon killed again and again while mail keeps coming files and forwards every message once, but for those in doubt")
    func randomKills() async throws {
        let outcome = try await CrashTest.run("kill")
        #expect(outcome.output.contains("20 kills"))
        #expect(outcome.output.contains("Every message is where it belongs."))
    }
}
