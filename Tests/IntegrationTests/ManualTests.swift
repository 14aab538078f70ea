import Foundation
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

    @Test("The example of postroom.toml(5) is a configuration without a mistake")
    func example() async throws {
        try await ScratchDirectory.with { scratch in
            let page = try String(contentsOfFile: Checkout.path + "/contrib/man/postroom.toml.5", encoding: .utf8)
            let parts = page.components(separatedBy: "\n.EX\n")
            try #require(parts.count == 2)
            let example = parts[1].components(separatedBy: "\n.EE\n")[0]
            try scratch.write("otherwise { keep }\n", to: "personal.rules")
            let configuration = try scratch.write(example, to: "postroom.toml")
            let outcome = try await Subprocess.run(PostroomProgram.path, ["check", "--strict", "--config", configuration], directory: scratch.path)
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        }
    }
}
