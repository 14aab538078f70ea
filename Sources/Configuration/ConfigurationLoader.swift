public import SourceText
import TOMLKit

/// Finds, reads and checks `postroom.toml`.
public enum ConfigurationLoader {
    /// Octets; a larger configuration is refused.
    public static let maximumSize = 1 << 20

    /// Loads the configuration; every mistake in it is found in one run.
    ///
    /// Looked for, in this order: `explicitPath` alone if it is given, else `./postroom.toml`,
    /// `$XDG_CONFIG_HOME/postroom/postroom.toml` (`~/.config` if unset), `/etc/postroom/postroom.toml`.
    ///
    /// - Parameter environment: The process's; HOME, XDG_CONFIG_HOME and XDG_STATE_HOME are looked at.
    /// - Returns: The configuration, nil exactly if one of the diagnostics is an error.
    public static func load(
        explicitPath: String?, environment: [String: String]
    ) -> (Configuration?, [Diagnostic]) {
        let (configuration, findings) = read(explicitPath: explicitPath, environment: environment)
        return (findings.hasErrors ? nil : configuration, findings)
    }

    /// The state directory that the configuration names, whatever else is wrong with it; nil where it is not TOML or can't be read.
    ///
    /// With it a daemon is found that goes on with an earlier, right one.
    public static func stateDirectory(explicitPath: String?, environment: [String: String]) -> String? {
        read(explicitPath: explicitPath, environment: environment).0?.state.directory
    }

    /// - Returns: What could be read, also where one of the diagnostics is an error.
    private static func read(
        explicitPath: String?, environment: [String: String]
    ) -> (Configuration?, [Diagnostic]) {
        guard let explicitPath else {
            return read(from: searchPlaces(environment: environment), environment: environment)
        }
        do {
            let contents = try FileContents.read(explicitPath, maximum: maximumSize)
            return read(contents, path: explicitPath, environment: environment)
        } catch {
            if error.isMissing {
                let help = "`postroom init` writes a configuration by asking a few questions"
                return (nil, [unlocated(.notFound, "there is no file \(explicitPath)", help: help)])
            }
            return (nil, [unlocated(.unreadable, "the configuration \(explicitPath) can't be read: \(error.reason)", help: nil)])
        }
    }

    /// Loads the first of several files that is there.
    static func load(from places: [String], environment: [String: String]) -> (Configuration?, [Diagnostic]) {
        let (configuration, findings) = read(from: places, environment: environment)
        return (findings.hasErrors ? nil : configuration, findings)
    }

    private static func read(from places: [String], environment: [String: String]) -> (Configuration?, [Diagnostic]) {
        for place in places {
            do {
                let contents = try FileContents.read(place, maximum: maximumSize)
                return read(contents, path: place, environment: environment)
            } catch {
                if error.isMissing { continue }
                let help = "mend this, or name another file with --config"
                return (nil, [unlocated(.unreadable, "the configuration \(place) can't be read: \(error.reason)", help: help)])
            }
        }
        let message = "no configuration found; looked at \(places.joined(separator: ", "))"
        let help = "`postroom init` writes one by asking a few questions; --config names a file elsewhere"
        return (nil, [unlocated(.notFound, message, help: help)])
    }

    /// Where a configuration is looked for, in order.
    public static func searchPlaces(environment: [String: String]) -> [String] {
        var directory = PathExpansion.home(environment) + "/.config"
        if let given = environment["XDG_CONFIG_HOME"], given.hasPrefix("/") { directory = given }
        return ["postroom.toml", directory + "/postroom/postroom.toml", "/etc/postroom/postroom.toml"]
    }

    /// Checks a configuration's text, for tests and for texts that are in no file yet.
    ///
    /// - Parameters:
    ///   - path: What diagnostics call it; relative paths in it begin at its directory.
    ///   - isOpenToOthers: Whether others than the owner may read it, which a password in it does not bear.
    public static func check(
        _ octets: [UInt8], path: String, isOpenToOthers: Bool = false, environment: [String: String]
    ) -> (Configuration?, [Diagnostic]) {
        let contents = FileContents(octets: octets, mode: isOpenToOthers ? 0o644 : 0o600)
        let (configuration, findings) = read(contents, path: path, environment: environment)
        return (findings.hasErrors ? nil : configuration, findings)
    }

    private static func read(
        _ contents: FileContents, path: String, environment: [String: String]
    ) -> (Configuration?, [Diagnostic]) {
        let text = String(decoding: contents.octets, as: UTF8.self)
        let locator = KeyLocator(text)
        let findings = Findings(file: SourceFile(name: path, text: SecretMask.masked(text, locator.outline)))
        guard let table = parse(text, octets: contents.octets, locator: locator, findings: findings) else {
            return (nil, findings.inOrder)
        }
        let root = TableReader(table: table, node: TOMLOutline.root, name: "", outline: locator.outline, findings: findings)
        let checker = ConfigurationChecker(
            path: path, isOpenToOthers: contents.isOpenToOthers, environment: environment, findings: findings)
        let configuration = checker.configuration(from: root)
        return (configuration, findings.inOrder)
    }

    private static let syntaxHelp = "tables are written [name], strings stand in quotes; see https://toml.io"

    private static func parse(_ text: String, octets: [UInt8], locator: KeyLocator, findings: Findings) -> TOMLTable? {
        // The parser is C++ behind a C string: what it can't take is refused here.
        if let place = firstDifference(octets, text) {
            findings.error(.syntax, "the configuration is not UTF-8", at: place..<place, label: "an octet that is no UTF-8", help: "save the file as UTF-8")
            return nil
        }
        if let place = octets.firstIndex(of: 0) {
            findings.error(.syntax, "the configuration contains a NUL octet", at: place..<place, label: "here")
            return nil
        }
        if let place = locator.tooDeepAt {
            findings.error(
                .syntax, "nested more than \(KeyLocator.maximumDepth) deep", at: place..<place + 1, label: "no key of ours is that deep")
            return nil
        }
        if let misfit = locator.misfit {
            findings.error(.syntax, "not valid TOML", at: misfit.range, label: misfit.expected, help: syntaxHelp)
            return nil
        }
        do {
            return try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            let place = offset(line: error.source.begin.line, column: error.source.begin.column, in: findings.file)
            // "Error while parsing value: could not determine value type"
            let words = error.description.split(separator: ":", maxSplits: 1).last.map(String.init) ?? error.description
            let message = DisplayText.escaped(words.drop { $0 == " " }.description, maximum: 200)
            findings.error(.syntax, "not valid TOML", at: place..<place, label: message, help: syntaxHelp)
        } catch {
            findings.error(.syntax, "not valid TOML", at: 0..<0)
        }
        return nil
    }

    private static func firstDifference(_ octets: [UInt8], _ text: String) -> Int? {
        var place = 0
        for octet in text.utf8 {
            guard place < octets.count, octets[place] == octet else { return place }
            place += 1
        }
        return place < octets.count ? place : nil
    }

    /// The parser counts lines and columns from 1, columns in scalars.
    private static func offset(line: Int, column: Int, in file: SourceFile) -> Int {
        let before = file.line(line).unicodeScalars.prefix(max(0, column - 1))
        return file.offset(ofLine: line) + before.reduce(0) { $0 + UTF8.width($1) }
    }

    private static func unlocated(_ code: DiagnosticCode, _ message: String, help: String?) -> Diagnostic {
        Diagnostic(.error, code: code.rawValue, DisplayText.escaped(message, maximum: 600), at: nil, help: help)
    }
}
