import ArgumentParser
import Configuration
import Foundation

/// The questions of `postroom init`. Each answer is looked at when it comes, so that only what is wrong is asked for again.
struct InitQuestions {
    let prompt: Prompt
    /// Where the configuration will be.
    let base: String
    let environment: [String: String]

    func host(_ given: String?, fallback: String? = nil) throws -> String {
        let host = try prompt.answer(given, "POP3 server", flag: "--host", fallback: fallback) { complaint(host: $0) }
        // The address is guessed from it, and would be blamed first.
        if let wrong = complaint(host: host) {
            Console.fail("\(wrong); give another --host")
            throw ExitStatus.usage
        }
        return host
    }

    func user(_ given: String?, fallback: String? = nil) throws -> String {
        try prompt.answer(given, "User name there", flag: "--user", fallback: fallback) { complaint(user: $0) }
    }

    func address(_ given: String?, user: String, host: String) throws -> String {
        let guess = StarterConfiguration.guessedAddress(user: user, host: host)
        let isAddress = { (text: String) in text.contains("@") && !text.contains(where: { "<>,\" \t".contains($0) }) }
        let address = try prompt.answer(given, "Your mail address", flag: "--address", fallback: guess) {
            isAddress($0) ? nil : "It is written bare, as in ann@example.org."
        }
        guard isAddress(address) else { throw ValidationError("--address takes a bare address, as in ann@example.org") }
        return address
    }

    func tls(_ given: ConnectionSecurity?, host: String, fallback: ConnectionSecurity = .implicit) throws -> ConnectionSecurity {
        try prompt.choice(
            given, "TLS: implicit (port 995), starttls (110), none (this machine only)", fallback: fallback, shown: fallback.rawValue,
            complaint: { complaint(host: host, tls: $0) }, read: ConnectionSecurity.init(rawValue:))
    }

    func port(fallback: Int) throws -> Int {
        try prompt.choice(nil, "Port", fallback: fallback, shown: String(fallback)) { Int($0).flatMap { (1...65_535).contains($0) ? $0 : nil } }
    }

    /// - Parameter command: What a flag gave.
    func password(command: String?, file: String?) throws -> StarterConfiguration.Password {
        if let file { return .file(Self.absolute(file)) }
        guard command != nil || prompt.isOpen else {
            Console.fail("no source of the password: give --password-command or --password-file")
            throw ExitStatus.usage
        }
        let question = "The password: a command that prints it, or Return to keep it in a file that only you can read"
        let answer = try prompt.answer(command, question, flag: "--password-command", fallback: "") { line in
            line.isEmpty || Self.words(line) != nil ? nil : "A quote in it is not closed."
        }
        guard !answer.isEmpty else { return .file(Self.absolute(base + "/home.password")) }
        guard let words = Self.words(answer) else { throw ValidationError("The password command is empty, or a quote in it is not closed.") }
        return .command(words)
    }

    func maildir(_ given: String?) throws -> String {
        let maildir = try prompt.answer(given, "Where mail shall go, a Maildir", flag: "--maildir", fallback: "~/Mail") {
            complaint(maildir: Self.absolute($0))
        }
        return Self.absolute(maildir)
    }

    func after(_ given: AfterRetrieval?) throws -> AfterRetrieval {
        try prompt.choice(
            given, "The server's copy: keep, delete, delete after 14d", fallback: .keep, shown: "keep", read: AfterRetrieval.init(text:))
    }

    /// The words of a command line; nil if there are none, or a quote is not closed.
    static func words(_ line: String) -> [String]? {
        guard let words = CommandWords.split(line), !words.isEmpty else { return nil }
        return words
    }

    /// A relative path on the command line begins where the person is, not where the configuration will be.
    static func absolute(_ path: String) -> String {
        if path.isEmpty || path.hasPrefix("/") || path.hasPrefix("~") || path.hasPrefix("$") { return path }
        return FileManager.default.currentDirectoryPath + "/" + path
    }

    /// What the configuration's own check says of these, everything else being right.
    private func complaint(host: String = "pop.example.org", tls: ConnectionSecurity = .implicit, user: String = "ann", maildir: String = "~/Mail") -> String? {
        let starter = StarterConfiguration(host: host, tls: tls, user: user, password: .credential("home"), maildir: maildir)
        return StarterConfiguration.complaint(about: starter, environment: environment)
    }
}
