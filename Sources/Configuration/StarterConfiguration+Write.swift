public import SourceText
import Glibc

extension StarterConfiguration {
    /// What came of ``write(to:replacing:environment:)``.
    public struct Written: Sendable, Hashable {
        public let configuration: String
        public let rules: String
        /// Whether rules were there before and have been left as they are.
        public let keptRules: Bool
        /// The password file that the configuration names, if it is not there yet.
        public let missingPasswordFile: String?
    }

    public enum WriteError: Error, Sendable {
        /// A configuration is there already, and was not to be replaced.
        case exists(String)
        /// The values make no configuration that loads; nothing was written.
        case faulty([Diagnostic])
        case notWritten(path: String, reason: String)
    }

    /// What would be written, as the program would read it.
    public struct Loaded: Sendable {
        public let account: Account
        public let limits: Limits
        /// The password file that the configuration names, if it is not there yet; then the account's password can't be had.
        public let missingPasswordFile: String?
    }

    /// Loads what ``write(to:replacing:environment:)`` would write there. Nothing is written.
    ///
    /// - Throws: ``WriteError/faulty(_:)`` if the values make no configuration that loads.
    public func loaded(in directory: String, environment: [String: String]) throws(WriteError) -> Loaded {
        let (configuration, missing) = try check(as: Self.base(directory) + "/" + Self.configurationName, environment: environment)
        guard let account = configuration.accounts.first else { throw .faulty([]) }
        return Loaded(account: account, limits: configuration.limits, missingPasswordFile: missing)
    }

    /// What is wrong with one of the values, as one sentence that names no key; nil if nothing is.
    public static func complaint(about starter: StarterConfiguration, environment: [String: String]) -> String? {
        do throws(WriteError) {
            _ = try starter.loaded(in: PathExpansion.home(environment), environment: environment)
            return nil
        } catch {
            guard case .faulty(let findings) = error, let first = findings.first else { return "\(error)" }
            return first.label.isEmpty ? first.message : "\(first.message): \(first.label)"
        }
    }

    /// Writes configuration (mode 0600) and rules (mode 0644) into a directory, which is made if it is missing.
    ///
    /// A file that is replaced is replaced as a whole or not at all. Rules that are there stay, unless `replacing`.
    public func write(to directory: String, replacing: Bool, environment: [String: String]) throws(WriteError) -> Written {
        let base = Self.base(directory)
        let configuration = base + "/" + Self.configurationName
        let rules = base + "/" + Self.rulesName
        guard replacing || !Self.exists(configuration) else { throw .exists(configuration) }
        let missing = try check(as: configuration, environment: environment).missingPasswordFile
        try Self.makeDirectory(base)
        let keptRules = !replacing && Self.exists(rules)
        if !keptRules { try Self.write(rulesText, to: rules, mode: 0o644, replacing: replacing) }
        try Self.write(configurationText, to: configuration, mode: 0o600, replacing: replacing)
        return Written(configuration: configuration, rules: rules, keptRules: keptRules, missingPasswordFile: missing)
    }

    private static func base(_ directory: String) -> String {
        directory.hasSuffix("/") && directory.count > 1 ? String(directory.dropLast()) : directory
    }

    /// Loads what would be written; tells the path of the password file if only that is missing.
    private func check(
        as path: String, environment: [String: String]
    ) throws(WriteError) -> (configuration: Configuration, missingPasswordFile: String?) {
        var text = configurationText
        var missing: String?
        if case .file(let file) = password, let expanded = PathExpansion(base: PathExpansion.directory(of: path), environment: environment)(file),
            !Self.exists(expanded) {
            missing = expanded
            var other = self
            other.password = .credential("checked-without-the-file")
            text = other.configurationText
        }
        // The rules are written after this.
        text = text.replacing("rules = [\(TableReader.quoted(Self.rulesName))]", with: "rules = []")
        let (configuration, findings) = ConfigurationLoader.check(Array(text.utf8), path: path, environment: environment)
        guard let configuration, findings.isEmpty else { throw .faulty(findings) }
        return (configuration, missing)
    }

    /// Writes a secret to a file of its own that only its owner can read.
    public static func writePassword(_ password: String, to path: String) throws(WriteError) {
        try makeDirectory(PathExpansion.directory(of: path))
        try write(password + "\n", to: path, mode: 0o600, replacing: false)
    }

    private static func exists(_ path: String) -> Bool {
        var information = stat()
        return lstat(path, &information) == 0
    }

    private static func makeDirectory(_ path: String) throws(WriteError) {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") where part != "." {
            made += "/" + part
            guard mkdir(made, 0o700) == 0 || errno == EEXIST else {
                let code = errno
                // A directory above that we can't write in is no matter if it is there.
                if exists(made) { continue }
                throw .notWritten(path: made, reason: FileContents.words(code))
            }
        }
    }

    private static func write(_ text: String, to path: String, mode: mode_t, replacing: Bool) throws(WriteError) {
        let temporary = path + ".new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .notWritten(path: temporary, reason: FileContents.words(errno)) }
        var rest = Array(text.utf8)[...]
        var failure: Int32 = 0
        while !rest.isEmpty, failure == 0 {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 { rest = rest.dropFirst(count) } else if errno != EINTR { failure = errno }
        }
        if failure == 0, fsync(descriptor) != 0 { failure = errno }
        close(descriptor)
        if failure == 0 {
            // link(2) refuses a name that is taken; rename(2) takes it over.
            let done = replacing ? rename(temporary, path) : link(temporary, path)
            if done != 0 { failure = errno }
        }
        unlink(temporary)
        if failure == EEXIST { throw .exists(path) }
        guard failure == 0 else { throw .notWritten(path: path, reason: FileContents.words(failure)) }
    }
}
