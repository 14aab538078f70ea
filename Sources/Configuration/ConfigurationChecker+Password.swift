import Crypto

extension ConfigurationChecker {
    static let passwordKeys = ["password-command", "password-file", "password-credential", "password"]

    /// The one password source of a table; nil if there is none or it is wrong, which is noted.
    ///
    /// - Parameter isRequired: Whether it is a mistake to give none.
    func password(_ table: TableReader, isRequired: Bool) -> PasswordSource? {
        let given = Self.passwordKeys.filter(table.has).sorted { table.keyPlace($0).lowerBound < table.keyPlace($1).lowerBound }
        if isRequired, given.isEmpty {
            table.noteMissing(
                "password-command",
                help: "write password-command = [\"pass\", \"show\", \"mail/\(table.lastName)\"], or password-file or password-credential")
        }
        for extra in given.dropFirst() {
            findings.error(
                .conflict, "\"\(extra)\" is a second source of the password", at: table.keyPlace(extra), label: "one too many",
                notes: [(table.keyPlace(given[0]), "first given here")], help: "keep one of them")
        }
        // All are read, so that each one's own mistakes are found.
        return given.map { source(table, $0) }.first ?? nil
    }

    private func source(_ table: TableReader, _ key: String) -> PasswordSource? {
        switch key {
        case "password-command": return command(table, key)
        case "password-file": return file(table, key)
        case "password-credential":
            guard let name = table.string(key, example: "\"mail-\(table.lastName)\"") else { return nil }
            guard !name.value.contains("/"), !name.value.hasPrefix(".") else {
                table.noteValue(
                    key, "\"\(key)\" is the name of a credential, not a path", label: "a name without / is expected",
                    help: "for a path write password-file")
                return nil
            }
            return .credential(name.value)
        default:
            guard let password = table.string(key, example: "\"...\"") else { return nil }
            if isOpenToOthers {
                findings.error(
                    .openToOthers, "others can read this file, and there is a password in it", at: password.key, label: "the password",
                    help: "run chmod 600 \(path)")
            }
            return .literal(Secret(password.value))
        }
    }

    private func command(_ table: TableReader, _ key: String) -> PasswordSource? {
        let example = "[\"pass\", \"show\", \"mail/\(table.lastName)\"]"
        if let line = table.bareString(key) {
            let words = line.split(separator: " ").map { TableReader.quoted(String($0)) }.joined(separator: ", ")
            findings.error(
                .wrongType, "\"\(key)\" must be an array of strings, not a string", at: table.valuePlace(key),
                label: "the program and each argument on its own", help: "write \(key) = [\(words)]; no shell runs it")
            return nil
        }
        guard let words = table.strings(key, example: example) else { return nil }
        guard let program = words.first, !program.value.isEmpty else {
            table.noteValue(key, "\"\(key)\" names no program", label: "a program is expected first", help: "write \(key) = \(example)")
            return nil
        }
        // A name without a slash is looked up in $PATH.
        guard program.value.contains("/") else { return .command(words.map(\.value)) }
        guard let expanded = expand(program.value) else {
            table.noteValue(key, "another person's home can't be named by ~", label: "only ~/ is known", help: "write the whole path")
            return nil
        }
        if case .missing = PathExpansion.kind(of: expanded) {
            findings.error(.missingFile, "there is no program \(expanded)", at: program.range, label: "not found")
            return nil
        }
        return .command([expanded] + words.dropFirst().map(\.value))
    }

    private func file(_ table: TableReader, _ key: String) -> PasswordSource? {
        guard let found = path(table, key, example: "~/.config/postroom/\(table.lastName).password"),
            let contents = readable(found.value, "password file", at: found.range, maximum: PasswordSource.maximumOutput)
        else { return nil }
        if contents.isOpenToOthers {
            findings.error(
                .openToOthers, "others can read the password file \(found.value)", at: found.range, label: "a secret that isn't one",
                help: "run chmod 600 \(found.value)")
        }
        return .file(found.value)
    }
}
