import Testing

/// Disks that are full or fail, no descriptors, clocks that jump, in the short form: `contrib/crash-test faults`.
@Suite("Faults of disk, descriptors and clock", .serialized, .enabled(if: CrashTest.isExpected, CrashTest.whatIsMissing))
struct FaultTests {
    @Test("Whatever fails, and for how long, a poll says so and ends; and behind it nothing is lost and nothing comes twice")
    func shortForm() async throws {
        let outcome = try await CrashTest.run("faults")
        #expect(outcome.output.contains("what fails, and how"))
        #expect(outcome.output.contains("what lasts for a while"))
    }
}
