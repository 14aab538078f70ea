import ArgumentParser
import Configuration
import Foundation
import SourceText

/// `postroom init`: a first configuration and rules, from a few questions or from flags.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a commented postroom.toml and starter rules, by asking a few questions or by flags.",
        discussion: """
            What is not given by a flag is asked for, if there is a terminal to ask on. Before anything is written, the sign-in is \
            tried: it connects, signs in, asks how many messages there are, and leaves. If that fails, the answers can be \
            corrected; with nobody to ask, nothing is written. Nothing that is there is replaced without --force, and nothing is \
            written that `postroom check` would complain about.

            Without a terminal:
              postroom init --host pop.example.org --user ann --password-command 'pass show mail/home'

            Exit status: 0 written; 64 an answer is missing or impossible; 69 the sign-in failed; 73 a file is in the way, or can't \
            be made.
            """
    )

    @Option(help: ArgumentHelp("The POP3 server.", valueName: "name")) var host: String?
    @Option(help: ArgumentHelp("The name to log in with.", valueName: "name")) var user: String?
    @Option(help: ArgumentHelp("implicit (port 995), starttls (port 110), or none (this machine only).", valueName: "kind"))
    var tls: Security?
    @Option(help: ArgumentHelp("The port, if it is not the usual one.", valueName: "number")) var port: Int?
    @Option(
        help: ArgumentHelp("Certificates in PEM that are trusted besides the system's, for a server of your own.", valueName: "file"),
        completion: .file())
    var caFile: String?
    @Option(help: ArgumentHelp("A program that prints the password, with its arguments, in quotes; no shell runs it.", valueName: "command"))
    var passwordCommand: String?
    @Option(help: ArgumentHelp("A file that holds the password, and that nobody else can read.", valueName: "file"), completion: .file())
    var passwordFile: String?
    @Option(help: ArgumentHelp("Your mail address, for the rules.", valueName: "address")) var address: String?
    @Option(help: ArgumentHelp("Where mail goes: the directory of a Maildir. (default: ~/Mail)", valueName: "directory"), completion: .directory)
    var maildir: String?
    @Option(help: ArgumentHelp("What becomes of the server's copy: keep, delete, 'delete after 14d'. (default: keep)", valueName: "what"))
    var after: String?
    @Option(
        help: ArgumentHelp("Where to write. (default: $XDG_CONFIG_HOME/postroom, which is ~/.config/postroom)", valueName: "directory"),
        completion: .directory)
    var directory: String?
    @Flag(name: .customLong("no-try"), help: "Write without trying the sign-in.") var withoutTrial = false
    @Flag(help: "Replace files that are there.") var force = false
    @Flag(help: "Ask nothing: what no flag gives has its default, or is missing.") var nonInteractive = false

    enum Security: String, CaseIterable, ExpressibleByArgument { case implicit, starttls, none }

    func validate() throws {
        if passwordCommand != nil, passwordFile != nil {
            throw ValidationError("Give --password-command or --password-file, not both.")
        }
        if let after, AfterRetrieval(text: after) == nil {
            throw ValidationError("--after is keep, delete, or a text like 'delete after 14d'.")
        }
        if let port, !(1...65_535).contains(port) { throw ValidationError("--port is a number from 1 to 65535.") }
        if let passwordCommand, InitQuestions.words(passwordCommand) == nil {
            throw ValidationError("The password command is empty, or a quote in it is not closed.")
        }
    }

    /// On the main thread, where questions hold up nobody.
    @MainActor func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let base = directory ?? Self.defaultDirectory(environment)
        let target = base + "/" + StarterConfiguration.configurationName
        if !force, FileManager.default.fileExists(atPath: target) {
            Console.fail("\(target) is there already; --force replaces it, --directory names another place")
            throw ExitStatus.cannotCreate
        }
        let prompt = Prompt(isOpen: !nonInteractive && Console.standardInputIsTerminal)
        let questions = InitQuestions(prompt: prompt, base: base, environment: environment)
        if prompt.isOpen { Console.print("Postroom needs to know a few things. Return takes what stands in [brackets].\n") }
        do {
            var trial = InitTrial(try answers(to: questions), questions: questions)
            if withoutTrial { trial.askForPassword() } else { try await trial.run() }
            let written = try trial.answers.write(to: base, replacing: force, environment: environment)
            try finish(written, password: trial.typedPassword)
        } catch let error as StarterConfiguration.WriteError {
            throw complain(error)
        }
    }

    private func answers(to questions: InitQuestions) throws -> StarterConfiguration {
        let host = try questions.host(host)
        let user = try questions.user(user)
        let address = try questions.address(address, user: user, host: host)
        let tls = try questions.tls(tls.flatMap { ConnectionSecurity(rawValue: $0.rawValue) }, host: host)
        let password = try questions.password(command: passwordCommand, file: passwordFile)
        let maildir = try questions.maildir(maildir)
        let after = try questions.after(after.flatMap(AfterRetrieval.init(text:)))
        return StarterConfiguration(
            host: host, tls: tls, port: port, caFile: caFile.map(InitQuestions.absolute), user: user, password: password, address: address,
            maildir: maildir, after: after)
    }

    // MARK: Afterwards

    private func finish(_ written: StarterConfiguration.Written, password: String?) throws {
        Console.print("Written: \(written.configuration)")
        Console.print(written.keptRules ? "Kept as they were: \(written.rules)" : "Written: \(written.rules)")
        var missing = written.missingPasswordFile
        if let file = missing, let password {
            try StarterConfiguration.writePassword(password, to: file)
            Console.print("Written: \(file)")
            missing = nil
        }
        let isFound = written.configuration == Self.defaultDirectory(ProcessInfo.processInfo.environment) + "/" + StarterConfiguration.configurationName
        let option = isFound ? "" : " --config \(Shell.quoted(written.configuration))"
        var next: [(command: String, what: String)] = []
        if let missing { next.append(("(umask 077; cat > \(Shell.quoted(missing)))", "then type the password, Return, Control-D")) }
        next.append(("postroom check\(option)", "finds every mistake in configuration and rules"))
        next.append(("postroom poll --dry-run\(option)", "fetches and decides, and changes nothing"))
        if isFound {
            next.append(("systemctl --user enable --now postroom", "polls from now on; contrib/install installs that unit"))
        } else {
            next.append(("postroom run\(option)", "polls until it is stopped"))
        }
        let column = next.map(\.command.count).max() ?? 0
        Console.print("\nNext:")
        for (command, what) in next {
            Console.print("  \(command)\(String(repeating: " ", count: column - command.count))    \(what)")
        }
        if isFound, FileManager.default.fileExists(atPath: StarterConfiguration.configurationName) {
            Console.complain("postroom: the ./\(StarterConfiguration.configurationName) in this directory goes before the one just written")
        }
    }

    private func complain(_ error: StarterConfiguration.WriteError) -> any Error {
        switch error {
        case .exists(let path):
            Console.fail("\(path) is there already; --force replaces it")
            return ExitStatus.cannotCreate
        case .faulty(let findings):
            Console.show(findings)
            Console.fail("nothing was written: the answers make no configuration that works")
            return ExitStatus.usage
        case .notWritten(let path, let reason):
            Console.fail("\(path) can't be written: \(reason)")
            return ExitStatus.cannotCreate
        }
    }

    private static func defaultDirectory(_ environment: [String: String]) -> String {
        // The second place that is looked at is the person's own.
        let place = ConfigurationLoader.searchPlaces(environment: environment)[1]
        return String(place.dropLast(StarterConfiguration.configurationName.count + 1))
    }
}
