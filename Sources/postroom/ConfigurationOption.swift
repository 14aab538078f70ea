import ArgumentParser
import Configuration
import Foundation
import SourceText

/// `--config`, shared by the commands that need accounts.
struct ConfigurationOption: ParsableArguments {
    @Option(
        name: [.long, .customShort("c")],
        help: ArgumentHelp(
            "The configuration to use.",
            discussion: "Without it: ./postroom.toml, $XDG_CONFIG_HOME/postroom/postroom.toml, /etc/postroom/postroom.toml.",
            valueName: "file"),
        completion: .file(extensions: ["toml"]))
    var config: String?

    /// The configuration. Findings go to standard error; a mistake among them ends the program with EX_CONFIG.
    func load() throws -> Configuration {
        let (configuration, findings) = ConfigurationLoader.load(
            explicitPath: config, environment: ProcessInfo.processInfo.environment)
        Console.show(findings)
        guard let configuration else { throw ExitStatus.configuration }
        return configuration
    }
}
