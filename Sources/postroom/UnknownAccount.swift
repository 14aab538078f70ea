import ArgumentParser
import Configuration
import SourceText

/// A name on the command line that no account has.
enum UnknownAccount {
    /// Says so, with those that there are.
    static func complain(_ name: String, _ configuration: Configuration) -> ExitCode {
        let known = configuration.accounts.map(\.name).joined(separator: ", ")
        Console.fail("there is no account \"\(DisplayText.escaped(name, maximum: 80))\" in \(configuration.path); it has: \(known)")
        return ExitStatus.usage
    }
}
