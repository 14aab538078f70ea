import ArgumentParser
import Configuration
import Foundation
import SourceText

/// `postroom init`: a first configuration and rules, from a few questions or from flags.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a commented postroom.toml and starter rules, by asking a few questions or by flags.",
        discussion: """
            What is not given by a flag is asked for, if there is a terminal to ask on. Nothing that is there is replaced \
            without --force, and nothing is written that `postroom check` would complain about. No connection is made.

            Without a terminal:
              postroom init --host pop.example.org --user ann --password-command 'pass show mail/home'

            Exit status: 0 written; 64 an answer is missing or impossible; 73 a file is in the way, or can't be made.
            """
    )

    @Option(help: ArgumentHelp("The POP3 server.", valueName: "name")) var host: String?
    @Option(help: ArgumentHelp("The name to log in with.", valueName: "name")) var user: String?
    @Option(help: ArgumentHelp("implicit (port 995), starttls (port 110), or none (this machine only).", valueName: "kind"))
    var tls: Security?
    @Option(help: ArgumentHelp("The port, if it is not the usual one.", valueName: "number")) var port: Int?
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
        if let passwordCommand { _ = try Self.words(passwordCommand) }
    }

    func run() throws {
        let environment = ProcessInfo.processInfo.environment
        let base = directory ?? Self.defaultDirectory(environment)
        let target = base + "/" + StarterConfiguration.configurationName
        if !force, FileManager.default.fileExists(atPath: target) {
            Console.fail("\(target) is there already; --force replaces it, --directory names another place")
            throw ExitStatus.cannotCreate
        }
        let asks = !nonInteractive && Console.standardInputIsTerminal
        var answers = try answers(asking: asks, base: base)
        // A relative path on the command line begins where the person is, not where the configuration will be.
        if case .file(let path) = answers.password { answers.password = .file(Self.absolute(path)) }
        answers.maildir = Self.absolute(answers.maildir)
        do {
            let written = try answers.write(to: base, replacing: force, environment: environment)
            try finish(written, asks: asks)
        } catch let error as StarterConfiguration.WriteError {
            throw complain(error)
        }
    }

    // MARK: Questions

    private func answers(asking: Bool, base: String) throws -> StarterConfiguration {
        if asking { Console.print("Postroom needs to know a few things. Return takes what stands in [brackets].\n") }
        let prompt = Prompt(isOpen: asking)
        let host = try prompt.answer(self.host, "POP3 server", flag: "--host", fallback: nil)
        let user = try prompt.answer(self.user, "User name there", flag: "--user", fallback: nil)
        let address = try prompt.answer(
            self.address, "Your mail address", flag: "--address", fallback: StarterConfiguration.guessedAddress(user: user, host: host))
        guard address.contains("@"), !address.contains(where: { "<>,\" \t".contains($0) }) else {
            throw ValidationError("--address takes a bare address, as in ann@example.org")
        }
        let tls = try prompt.choice(
            self.tls.flatMap { ConnectionSecurity(rawValue: $0.rawValue) }, "TLS: implicit (port 995), starttls (110), none (this machine only)", fallback: .implicit,
            shown: "implicit", read: ConnectionSecurity.init(rawValue:))
        let password = try password(prompt, base: base)
        let maildir = try prompt.answer(self.maildir, "Where mail shall go, a Maildir", flag: "--maildir", fallback: "~/Mail")
        let after = try prompt.choice(
            after.flatMap(AfterRetrieval.init(text:)), "The server's copy: keep, delete, delete after 14d", fallback: .keep,
            shown: "keep", read: AfterRetrieval.init(text:))
        return StarterConfiguration(
            host: host, tls: tls, port: port, user: user, password: password, address: address, maildir: maildir, after: after)
    }

    private func password(_ prompt: Prompt, base: String) throws -> StarterConfiguration.Password {
        if let passwordCommand { return .command(try Self.words(passwordCommand)) }
        if let passwordFile { return .file(passwordFile) }
        guard prompt.isOpen else {
            Console.fail("no source of the password: give --password-command or --password-file")
            throw ExitStatus.usage
        }
        let answer = try prompt.answer(
            nil, "The password: a command that prints it, or Return to keep it in a file that only you can read", flag: "--password-command", fallback: "")
        if answer.isEmpty { return .file(base + "/home.password") }
        return .command(try Self.words(answer))
    }

    private static func words(_ line: String) throws -> [String] {
        guard let words = CommandWords.split(line), !words.isEmpty else {
            throw ValidationError("The password command is empty, or a quote in it is not closed.")
        }
        return words
    }

    // MARK: Afterwards

    private func finish(_ written: StarterConfiguration.Written, asks: Bool) throws {
        Console.print("Written: \(written.configuration)")
        Console.print(written.keptRules ? "Kept as they were: \(written.rules)" : "Written: \(written.rules)")
        var missing = written.missingPasswordFile
        if asks, let file = missing, let password = Prompt.secret("The password, which is kept in \(file): ") {
            try StarterConfiguration.writePassword(password, to: file)
            Console.print("Written: \(file)")
            missing = nil
        }
        let isFound = written.configuration == Self.defaultDirectory(ProcessInfo.processInfo.environment) + "/" + StarterConfiguration.configurationName
        let option = isFound ? "" : " --config \(Shell.quoted(written.configuration))"
        Console.print("\nNext:")
        if let missing { Console.print("  (umask 077; cat > \(Shell.quoted(missing)))     then type the password, Return, Control-D") }
        Console.print("  postroom check\(option)             finds every mistake in configuration and rules")
        Console.print("  postroom poll\(option) --dry-run    fetches and decides, and changes nothing")
        Console.print("  postroom poll\(option)              one round")
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

    private static func absolute(_ path: String) -> String {
        if path.isEmpty || path.hasPrefix("/") || path.hasPrefix("~") || path.hasPrefix("$") { return path }
        return FileManager.default.currentDirectoryPath + "/" + path
    }
}
