import Configuration
import Crypto
import POP3
import Testing

@testable import Agent

/// What a person is pointed at when a sign-in fails.
@Suite("A trial of the sign-in")
struct SignInTrialTests {
    @Test("A refusal points at name and password, unless the server says that it is something else", arguments: [
        (POP3ResponseCode.authentication, SignInTrial.Suspect.credentials), (nil, .credentials), (.inUse, .passing), (.loginDelay, .passing),
        (.temporary, .passing), (.permanent, .passing),
    ] as [(POP3ResponseCode?, SignInTrial.Suspect)])
    func refusals(_ code: POP3ResponseCode?, _ suspect: SignInTrial.Suspect) {
        #expect(SignInTrial.Suspect(.signInRefused(POP3Refusal(command: "PASS", code: code, text: "no"))) == suspect)
    }

    @Test("A server that can't do what was asked for is the wrong server, or is asked in the wrong way")
    func servers() {
        #expect(SignInTrial.Suspect(.noSTLS) == .server)
        #expect(SignInTrial.Suspect(.unwelcome(POP3Refusal(command: "", code: nil, text: "go away"))) == .server)
        #expect(SignInTrial.Suspect(.noUsableMechanism("none")) == .credentials)
    }

    @Test("A password that can't be had is told as such, and no connection is made")
    func passwordSource() async {
        let account = Account(name: "home", host: "host.invalid", user: "ann", password: .command(["/nonexistent/program"]), folders: "local")
        await #expect {
            _ = try await SignInTrial(account: account, limits: Limits()).run()
        } throws: { error in
            guard let failure = error as? SignInTrial.Failure else { return false }
            return failure.suspect == .passwordSource && failure.description.contains("/nonexistent/program")
        }
    }

    @Test("A name that no server has is told with the name")
    func unknownHost() async {
        let account = Account(name: "home", host: "host.invalid", user: "ann", password: .literal(Secret("a word")), folders: "local")
        await #expect {
            _ = try await SignInTrial(account: account, limits: Limits()).run()
        } throws: { error in
            guard let failure = error as? SignInTrial.Failure else { return false }
            return failure.suspect == .server && failure.description.hasPrefix("host.invalid:995: ") && !failure.description.contains("a word")
        }
    }
}
