import Agent
import ArgumentParser
import Configuration
import EventLog
import Foundation
import Glibc
import Logging
import SourceText

/// `postroom run`: the daemon.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Poll, decide, file and forward for as long as it runs: the daemon.",
        discussion: """
            Each account is polled on its own schedule (`poll` in the configuration), some side by side; one that fails is tried \
            again ever later, and holds up no other. Forwards are sent as they are queued, and tried again for days.

            Signals: SIGHUP reads configuration and rules anew, and keeps the old ones if the new are wrong; SIGUSR1 polls now; \
            SIGTERM and SIGINT finish the batch in hand and end the program within seconds.

            It stays in the foreground, as service managers want it; with systemd's Type=notify it says when it is ready. Other \
            commands reach it while it runs: poll, status, reload, queue.

            Exit status: 0 it was asked to stop; 65 a rule file is wrong; 72 the ledger is damaged or gone (see postroom repair); 74 the state directory can't be used; 75 another \
            postroom is at work there; 78 the configuration is wrong.
            """
    )

    @OptionGroup var source: ConfigurationOption

    @Option(
        help: ArgumentHelp(
            "human, json (one object a line), journald (fields and priorities), or auto: journald under systemd, else human.",
            valueName: "format"))
    var logFormat = LogFormat.auto

    @Option(help: ArgumentHelp("The least that is logged: debug, info, notice, warning, error.", valueName: "level"))
    var logLevel = LogLevel.info

    func run() async throws {
        // Until the daemon listens to them, they must not end it.
        for early in [SIGHUP, SIGUSR1] { signal(early, SIG_IGN) }
        let configuration = try source.load()
        let environment = ProcessInfo.processInfo.environment
        let logger = EventLog.make(format: logFormat, level: logLevel.level, environment: environment)
        let path = source.config
        do {
            let daemon = try Daemon(
                configuration: configuration,
                source: { ConfigurationLoader.load(explicitPath: path, environment: environment) },
                version: Postroom.version, logger: logger, environment: environment)
            try await daemon.run()
        } catch let error as AgentError {
            Console.show(error.findings)
            Console.fail(error.sentence)
            throw error.exitStatus
        }
    }
}

/// The least that is logged.
enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case debug, info, notice, warning, error

    var level: Logger.Level {
        switch self {
        case .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        }
    }
}
