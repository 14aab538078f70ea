import Agent
import Demo
import Foundation
import Testing

@Suite struct DemonstrationTests {
    private let rules = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Rules").path

    @Test func itPollsBothMailboxesAndCanBeRunAgain() async throws {
        let directory = NSTemporaryDirectory() + "postroom-demo-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        for _ in 1...2 {
            let demonstration = Demonstration(directory: directory, shippedRules: rules)
            let result = try await demonstration.run()
            #expect(result.reports.map(\.error) == [nil, nil])
            #expect(result.reports.map(\.retrieved) == [Samples.personal.count, Samples.team.count])
            #expect(result.decisions.count == Samples.personal.count + Samples.team.count)
            #expect(FileManager.default.isReadableFile(atPath: demonstration.rulesDirectory + "/lists/blocked.txt"))
        }
    }

    @Test func itReplacesNothingThatIsNotItsOwn() async throws {
        let directory = NSTemporaryDirectory() + "postroom-demo-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try "mine".write(toFile: directory + "/postroom.toml", atomically: true, encoding: .utf8)
        await #expect(throws: Demonstration.Failure.self) {
            _ = try await Demonstration(directory: directory, shippedRules: rules).run()
        }
        #expect(try String(contentsOfFile: directory + "/postroom.toml", encoding: .utf8) == "mine")
    }
}
