import Agent
import Configuration
import SourceText

/// Tries the sign-in with the answers that `postroom init` has, and has them corrected until it works or the person has enough.
struct InitTrial {
    let questions: InitQuestions
    private(set) var answers: StarterConfiguration
    /// What was typed for a password file that is still to be written.
    private(set) var typedPassword: String?

    init(_ answers: StarterConfiguration, questions: InitQuestions) {
        self.answers = answers
        self.questions = questions
    }

    /// - Throws: ``ExitStatus/unavailable`` if it failed, with nobody to ask or at the person's wish.
    nonisolated(nonsending) mutating func run() async throws {
        while true {
            askForPassword()
            let loaded = try loaded()
            let failure: SignInTrial.Failure
            do throws(SignInTrial.Failure) {
                let mailbox = try await attempt(loaded)
                Console.print(
                    "Signed in to \(loaded.account.host) as \(loaded.account.user): \(PollSummary.count(mailbox.messages, "message")) there.")
                return
            } catch {
                failure = error
            }
            Console.fail(failure.description)
            guard questions.prompt.isOpen else {
                Console.complain("Nothing was written; --no-try writes without trying.")
                throw ExitStatus.unavailable
            }
            switch try whatNow(after: failure.suspect) {
            case .server: try correctServer()
            case .user:
                answers.user = try questions.user(nil, fallback: answers.user)
                typedPassword = nil
            case .password: try correctPassword()
            case .again: break
            case .write: return
            case .quit:
                Console.complain("Nothing was written.")
                throw ExitStatus.unavailable
            }
        }
    }

    /// Asks for the password if the configuration names a file for it that is not there yet.
    mutating func askForPassword() {
        guard questions.prompt.isOpen, typedPassword == nil, let file = try? loaded().missingPasswordFile else { return }
        typedPassword = Prompt.secret("The password, to be kept in \(file): ")
    }

    private func loaded() throws(StarterConfiguration.WriteError) -> StarterConfiguration.Loaded {
        try answers.loaded(in: questions.base, environment: questions.environment)
    }

    nonisolated(nonsending) private func attempt(_ loaded: StarterConfiguration.Loaded) async throws(SignInTrial.Failure) -> SignInTrial.Mailbox {
        if let file = loaded.missingPasswordFile, typedPassword == nil {
            throw SignInTrial.Failure(suspect: .passwordSource, description: "there is no password to sign in with: \(file) is missing")
        }
        let showsLine = Console.standardErrorIsTerminal
        if showsLine { Console.write("signing in to \(loaded.account.host), port \(loaded.account.port) ...", to: 2) }
        defer { if showsLine { Console.write("\r\u{1B}[K", to: 2) } }
        return try await SignInTrial(account: loaded.account, limits: loaded.limits, password: typedPassword).run()
    }

    // MARK: After a failure

    private enum Choice: String, CaseIterable { case server, user, password, again, write, quit }

    private func whatNow(after suspect: SignInTrial.Suspect) throws -> Choice {
        let likely: Choice =
            switch suspect {
            case .server: .server
            case .credentials, .passwordSource: .password
            case .passing: .again
            }
        let question = "Correct the server, user or password; try again; write anyway; or quit"
        return try questions.prompt.choice(nil, question, fallback: likely, shown: likely.rawValue) { text in
            let word = text.lowercased().split(separator: " ").first.map(String.init) ?? ""
            return word == "try" ? .again : Choice.allCases.first { $0.rawValue.hasPrefix(word) }
        }
    }

    private mutating func correctServer() throws {
        answers.host = try questions.host(nil, fallback: answers.host)
        answers.tls = try questions.tls(nil, host: answers.host, fallback: answers.tls)
        let usual = answers.tls.defaultPOP3Port
        let port = try questions.port(fallback: answers.port ?? usual)
        answers.port = port == usual ? nil : port
    }

    private mutating func correctPassword() throws {
        // What was typed unseen is typed again; another source is another answer.
        if typedPassword == nil { answers.password = try questions.password(command: nil, file: nil) }
        typedPassword = nil
    }
}
