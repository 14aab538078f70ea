import Crypto
import Foundation
import Testing

@testable import Configuration

@Suite struct PasswordSourceTests {
    private func text(_ secret: Secret) -> String { secret.withExposed { String(decoding: $0, as: UTF8.self) } }

    private func failure(_ source: PasswordSource, limit: Duration = .seconds(20)) async -> PasswordError? {
        do throws(PasswordError) {
            _ = try await source.resolve(limit: limit)
            return nil
        } catch {
            return error
        }
    }

    @Test func aCommandGivesItsFirstLine() async throws {
        let secret = try await PasswordSource.command(["printf", "%s\\r\\nsecond\\n", "sec ret"]).resolve()
        #expect(text(secret) == "sec ret")
        #expect("\(secret)" == "<secret>")
    }

    @Test func noShellLooksAtTheArguments() async throws {
        let secret = try await PasswordSource.command(["printf", "%s", "$HOME;`id`"]).resolve()
        #expect(text(secret) == "$HOME;`id`")
    }

    @Test func theCommandSeesTheEnvironmentAndNoInput() async throws {
        let source = PasswordSource.command(["sh", "-c", "cat; printf %s \"$NAME\""])
        let secret = try await source.resolve(environment: ["NAME": "value", "PATH": "/usr/bin:/bin"])
        #expect(text(secret) == "value")
    }

    @Test func theCommandInheritsNoDescriptor() async throws {
        let descriptor = open("/dev/null", O_RDONLY)
        try #require(descriptor > 2)
        defer { close(descriptor) }
        let source = PasswordSource.command(["sh", "-c", "if [ -e /proc/$$/fd/\(descriptor) ]; then echo open; else echo closed; fi"])
        #expect(text(try await source.resolve()) == "closed")
    }

    @Test func aFailingCommandIsNamedWithItsWordsEscaped() async {
        let error = await failure(.command(["sh", "-c", "printf 'no \\033[31mkey\\nmore' >&2; exit 3"]))
        guard case .commandFailed(let command, let status, let words) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(command.hasPrefix("`sh -c "))
        #expect(status == "ended with status 3")
        #expect(words == "no \\x1B[31mkey / more")
    }

    @Test func aCommandEndedBySignalSaysSo() async {
        let error = await failure(.command(["sh", "-c", "kill -TERM $$"]))
        #expect(error?.description == "the password command `sh -c kill -TERM $$` was ended by signal 15")
    }

    @Test func aCommandThatIsNotThereIsNamed() async {
        let error = await failure(.command(["/nonexistent/pass"]))
        #expect(error == .commandNotStarted(command: "`/nonexistent/pass`", reason: "No such file or directory"))
    }

    @Test(.timeLimit(.minutes(1))) func aCommandThatHangsIsEndedWithItsChildren() async throws {
        let directory = try TemporaryDirectory()
        let mark = directory.path + "/alive"
        let start = ContinuousClock.now
        let error = await failure(.command(["sh", "-c", "(sleep 3; touch \(mark)) & sleep 60"]), limit: .milliseconds(300))
        #expect(error == .commandTimedOut(command: "`sh -c (sleep 3; touch \(mark)) & sleep 60`", after: .milliseconds(300)))
        #expect(ContinuousClock.now - start < .seconds(30))
        try await Task.sleep(for: .seconds(4))
        #expect(!FileManager.default.fileExists(atPath: mark))
    }

    @Test(.timeLimit(.minutes(1))) func aCommandThatClosesItsOutputAndHangsIsEndedToo() async {
        let error = await failure(.command(["sh", "-c", "exec >&- 2>&-; sleep 60"]), limit: .milliseconds(300))
        guard case .commandTimedOut = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(.timeLimit(.minutes(1))) func aCommandThatTalksWithoutEndIsEnded() async {
        let error = await failure(.command(["yes"]))
        #expect(error == .commandTalksTooMuch(command: "`yes`"))
    }

    @Test func muchOnStandardErrorHarmsNothing() async throws {
        let source = PasswordSource.command(["sh", "-c", "yes | head -c 1000000 >&2; echo ok"])
        #expect(text(try await source.resolve()) == "ok")
    }

    @Test func anEmptyFirstLineIsNoPassword() async {
        #expect(await failure(.command(["true"])) == .noPassword(from: "the password command `true`"))
        #expect(await failure(.command([])) == .commandNotStarted(command: "``", reason: "it names no program"))
    }

    @Test func manyCommandsRunAtOnce() async throws {
        let start = ContinuousClock.now
        let answers = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<24 {
                group.addTask { text(try await PasswordSource.command(["sh", "-c", "sleep 3; echo \(number)"]).resolve()) }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(answers.count == 24)
        // One after the other they would take 72 seconds.
        #expect(ContinuousClock.now - start < .seconds(60))
    }

    @Test func aFileIsReadIfNobodyElseCan() async throws {
        let directory = try TemporaryDirectory()
        let closed = try directory.write("pass word\nrest\n", to: "closed")
        let open = try directory.write("x\n", to: "open", mode: 0o604)
        #expect(text(try await PasswordSource.file(closed).resolve()) == "pass word")
        #expect(await failure(.file(open)) == .fileReadableByOthers(path: open))
        #expect(await failure(.file(closed + "no")) == .fileUnreadable(path: closed + "no", reason: "No such file or directory"))
        #expect(await failure(.file(directory.path)) == .fileUnreadable(path: directory.path, reason: "Is a directory"))
    }

    @Test func aCredentialLiesInItsDirectory() async throws {
        let directory = try TemporaryDirectory()
        try directory.write("from systemd", to: "mail", mode: 0o440)
        let source = PasswordSource.credential("mail")
        #expect(text(try await source.resolve(environment: ["CREDENTIALS_DIRECTORY": directory.path])) == "from systemd")
        await #expect(throws: PasswordError.noCredentialsDirectory(name: "mail")) { try await source.resolve(environment: [:]) }
    }
}
