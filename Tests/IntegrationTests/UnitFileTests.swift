import Foundation
import Testing

enum SystemdAnalyze {
    static let path = "/usr/bin/systemd-analyze"
    /// False only where it is missing and nobody insists: with `CI` set, the tests run and fail on it.
    static let isExpected = FileManager.default.isExecutableFile(atPath: path) || ProcessInfo.processInfo.environment["CI"] != nil
}

/// The units for systemd, by systemd's own judgement.
@Suite("Units for systemd", .enabled(if: SystemdAnalyze.isExpected, "systemd-analyze is not installed"))
struct UnitFileTests {
    private enum Kind: String, CaseIterable {
        case system = "postroom.service"
        case user = "user/postroom.service"
    }

    @Test("systemd finds nothing wrong with them", arguments: Kind.allCases)
    private func verified(_ kind: Kind) async throws {
        try await ScratchDirectory.with { scratch in
            let outcome = try await verify(kind, in: scratch) { $0 }
            #expect(outcome.status == 0)
            #expect(outcome.output + outcome.errors == "")
        }
    }

    @Test("It would find a key that it does not know, or a program that is not there", arguments: Kind.allCases, ["WatchdogSec=", "ExecStart="])
    private func mistakes(_ kind: Kind, _ key: String) async throws {
        try await ScratchDirectory.with { scratch in
            let outcome = try await verify(kind, in: scratch) { text in
                text.replacingOccurrences(of: "\n\(key)", with: key == "ExecStart=" ? "\n\(key)/nowhere" : "\nWatch\(key)")
            }
            #expect(outcome.errors.contains(key == "ExecStart=" ? "not executable" : "WatchWatchdogSec"), "\(outcome.errors)")
        }
    }

    @Test("The service of the system is left little that it could do")
    func exposure() async throws {
        try await ScratchDirectory.with { scratch in
            let unit = try unit(.system, in: scratch) { $0 }
            let outcome = try await Subprocess.run(
                SystemdAnalyze.path, ["security", "--offline=true", "--threshold=20", unit], directory: scratch.path)
            #expect(outcome.status == 0, "\(outcome.output.suffix(200))\(outcome.errors)")
        }
    }

    private func verify(_ kind: Kind, in scratch: ScratchDirectory, _ change: (String) -> String) async throws -> Outcome {
        let unit = try unit(kind, in: scratch, change)
        let arguments = (kind == .user ? ["--user"] : []) + ["verify", "--man=no", "--recursive-errors=no", unit]
        return try await Subprocess.run(SystemdAnalyze.path, arguments, directory: scratch.path, environment: ["XDG_RUNTIME_DIR": scratch.path])
    }

    /// A unit as it is installed, with a program in its place, and what `change` makes of it.
    private func unit(_ kind: Kind, in scratch: ScratchDirectory, _ change: (String) -> String) throws -> String {
        try scratch.write("#!/bin/sh\n", to: "bin/postroom", mode: 0o755)
        let text = try String(contentsOfFile: "\(Checkout.path)/contrib/systemd/\(kind.rawValue)", encoding: .utf8)
        return try scratch.write(change(text.replacingOccurrences(of: "@BINDIR@", with: scratch.path + "/bin")), to: kind.rawValue, mode: 0o644)
    }
}
