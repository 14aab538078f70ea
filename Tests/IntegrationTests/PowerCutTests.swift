import Testing

/// What a power cut may leave of the disk, at every moment of a poll, in the short form: `contrib/crash-test power-cut`.
@Suite("Power cuts", .serialized, .enabled(if: CrashTest.isExpected, CrashTest.whatIsMissing))
struct PowerCutTests {
    @Test("Whatever the disk has kept, nothing is lost and nothing comes twice; and without its syncs Postroom fails this test")
    func shortForm() async throws {
        let outcome = try await CrashTest.run("power-cut")
        #expect(outcome.output.contains("\nall "))
        #expect(outcome.output.contains("with every sync taken out"))
    }
}
