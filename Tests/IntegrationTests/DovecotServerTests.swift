import Foundation
import Testing

/// The fixture itself, before anything is concluded from it.
@Suite("The test server", .enabled(if: DovecotServer.isExpected, "Dovecot is not installed"))
struct DovecotServerTests {
    @Test("It serves a user's mailbox, as it was put there")
    func serves() async throws {
        try await DovecotServer.with { server, scratch in
            let messages = MixedMessage.messages(5, seed: 2)
            try server.deliver(messages, to: "ann")
            #expect(server.remaining(for: "ann") == 5)
            let session = "USER ann\r\nPASS \(DovecotServer.password)\r\nSTAT\r\nDELE 1\r\nQUIT\r\n"
            let script = try scratch.write(session, to: "session")
            let answer = try await Subprocess.run(
                "/usr/bin/timeout",
                ["10", "bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/\(server.port); while read -r l; do echo \"$l\" >&3; read -r r <&3; echo \"$r\"; done <\(script); read -r r <&3; echo \"$r\""],
                directory: scratch.path
            )
            #expect(answer.output.contains("+OK 5 "), "\(answer.output)\(answer.errors)")
            #expect(server.remaining(for: "ann") == 4)
        }
    }

    @Test("The generated messages are all different, and the same for the same seed")
    func generator() {
        let messages = MixedMessage.messages(300)
        #expect(Set(messages.map(\.octets)).count == 300)
        #expect(messages.map(\.octets) == MixedMessage.messages(300).map(\.octets))
        #expect(messages.allSatisfy { $0.octets.last == 0x0A && !$0.octets.contains(0x0D) })
    }
}
