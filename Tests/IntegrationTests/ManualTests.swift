import Testing

@Suite("The manual")
struct ManualTests {
    @Test("Manual pages and completions are those of the commands as they are; if not, run contrib/manual")
    func isCurrent() async throws {
        try await ScratchDirectory.with { scratch in
            let outcome = try await Subprocess.run(
                "/usr/bin/python3", [Checkout.path + "/contrib/manual", "--check", "--program", PostroomProgram.path], directory: scratch.path)
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
    }
}
