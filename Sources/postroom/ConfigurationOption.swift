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

    /// As ``load()``, for what can be asked of a daemon that goes on with an earlier configuration.
    func loadOrPlace() throws -> LoadedOrPlace {
        let environment = ProcessInfo.processInfo.environment
        let (configuration, findings) = ConfigurationLoader.load(explicitPath: config, environment: environment)
        Console.show(findings)
        if let configuration { return .right(configuration) }
        guard let directory = ConfigurationLoader.stateDirectory(explicitPath: config, environment: environment) else {
            throw ExitStatus.configuration
        }
        return .wrong(stateDirectory: directory)
    }

    enum LoadedOrPlace {
        case right(Configuration)
        /// It has mistakes, and they are shown.
        case wrong(stateDirectory: String)
    }
}
