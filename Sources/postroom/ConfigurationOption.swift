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

    /// The configuration for commands that need none: nil where none is named and none is there, or where the one that is there has
    /// mistakes, which standard error then says. One that is named must be right, as for ``load()``.
    func loadIfThere() throws -> Configuration? {
        guard config == nil else { return try load() }
        let environment = ProcessInfo.processInfo.environment
        let places = ConfigurationLoader.searchPlaces(environment: environment)
        guard let place = places.first(where: { FileManager.default.fileExists(atPath: $0) }) else { return nil }
        let (configuration, _) = ConfigurationLoader.load(explicitPath: place, environment: environment)
        if configuration == nil {
            Console.fail("\(DisplayText.escaped(place, maximum: 300)) has mistakes and is not used: default limits; postroom check shows them")
        }
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
