import SourceText

/// Turns the tables of a configuration into its values. Sections are in extensions, one a file.
struct ConfigurationChecker {
    let path: String
    /// Whether others than its owner may read the file.
    let isOpenToOthers: Bool
    let environment: [String: String]
    let findings: Findings
    let expand: PathExpansion

    static let sections = ["state", "limits", "accounts", "folders", "smtp"]

    init(path: String, isOpenToOthers: Bool, environment: [String: String], findings: Findings) {
        self.path = path
        self.isOpenToOthers = isOpenToOthers
        self.environment = environment
        self.findings = findings
        self.expand = PathExpansion(base: PathExpansion.directory(of: path), environment: environment)
    }

    /// What could be read. It is fit for use only if no error was found.
    func configuration(from root: TableReader) -> Configuration {
        root.noteUnknownKeys(known: Self.sections)
        let state = state(root.table("state"))
        let limits = limits(root.table("limits"))
        var folders: [String: FolderStore] = [:]
        for table in root.tables(below: "folders", example: "local") {
            folders[table.lastName] = folderStore(table)
        }
        var smtp: [String: SMTPSettings] = [:]
        var smtpWithoutFrom: Set<String> = []
        for table in root.tables(below: "smtp", example: "submission") {
            if !table.has("from") { smtpWithoutFrom.insert(table.lastName) }
            smtp[table.lastName] = smtpSettings(table)
        }
        // Names of tables with mistakes in them are defined all the same.
        let names = DefinedNames(
            folders: root.names(below: "folders"), smtp: root.names(below: "smtp"), smtpWithoutFrom: smtpWithoutFrom)
        let accountTables = root.tables(below: "accounts", example: "work")
        let accounts = accountTables.compactMap { account($0, names: names) }
        if accountTables.isEmpty, !root.has("accounts") {
            findings.warning(
                .noAccount, "there is no account, so there is nothing to poll", at: 0..<0,
                help: "write a table [accounts.NAME] with host, user, a password source and folders; or see `postroom init`")
        }
        return Configuration(path: path, state: state, accounts: accounts, folders: folders, smtp: smtp, limits: limits)
    }

    struct DefinedNames {
        let folders: [String]
        let smtp: [String]
        let smtpWithoutFrom: Set<String>
    }

    // MARK: What several sections share

    /// A path, expanded; nil after noting `~other`.
    func path(_ table: TableReader, _ key: String, example: String) -> TableReader.Found<String>? {
        guard let found = table.string(key, example: TableReader.quoted(example)) else { return nil }
        guard let expanded = expand(found.value) else {
            table.noteValue(key, "another person's home can't be named by ~", label: "only ~/ is known", help: "write the whole path")
            return nil
        }
        return TableReader.Found(value: expanded, range: found.range, key: found.key)
    }

    /// A path where a directory is, or can be made later.
    func directory(_ table: TableReader, _ key: String, example: String) -> String? {
        guard let found = path(table, key, example: example) else { return nil }
        switch PathExpansion.kind(of: found.value) {
        case .missing, .directory: return found.value
        case .file, .other:
            table.noteValue(key, "\(found.value) is not a directory", label: "a directory is expected")
        case .unreachable(let reason):
            table.noteValue(key, "\(found.value) can't be reached: \(reason)", label: "a directory is expected")
        }
        return nil
    }

    func caFile(_ table: TableReader) -> String? {
        guard let found = path(table, "ca-file", example: "extra-ca.pem") else { return nil }
        guard let contents = readable(found.value, "certificate file", at: found.range, maximum: 16 << 20) else { return nil }
        let mark = Array("-----BEGIN ".utf8)
        let isPEM = contents.octets.split(separator: UInt8(ascii: "\n")).contains { $0.starts(with: mark) }
        if !isPEM {
            table.noteValue("ca-file", "\(found.value) holds no certificate in PEM form", label: "no line begins with -----BEGIN")
        }
        return found.value
    }

    /// A file that must be there. Notes its absence.
    func readable(_ path: String, _ what: String, at range: Range<Int>, maximum: Int, help: String? = nil) -> FileContents? {
        do {
            return try FileContents.read(path, maximum: maximum)
        } catch {
            let shown = DisplayText.escaped(path, maximum: 300)
            if error.isMissing {
                findings.error(
                    .missingFile, "there is no \(what) \(shown)", at: range, label: "not found",
                    help: help ?? "paths begin at the configuration's directory, unless they begin with / or ~/")
            } else {
                findings.error(.missingFile, "the \(what) \(shown) can't be read: \(error.reason)", at: range, label: "can't be read")
            }
            return nil
        }
    }
}
