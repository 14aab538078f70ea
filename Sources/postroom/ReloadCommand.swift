import Agent
import ArgumentParser

/// `postroom reload`: has the running daemon read configuration and rules anew.
struct ReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Have the running daemon read configuration and rules anew.",
        discussion: """
            Where the new ones have a mistake the daemon keeps the old ones; the mistakes are shown here.

            Exit status: 0 the new ones hold; 65 they don't; 69 no daemon runs; 78 the configuration is wrong.
            """
    )

    @OptionGroup var source: ConfigurationOption

    @Flag(help: "One JSON object: error (a sentence, or null) and findings.")
    var json = false

    func run() async throws {
        let result: ReloadResult
        var isWrong = false
        switch try source.loadOrPlace() {
        case .right(let configuration):
            result = try await RunningDaemon.ask(configuration) { (daemon) async throws(DaemonClient.Failure) in try await daemon.reload() }
        case .wrong(let directory):
            // The daemon is told of it, so that its log and its status say so too.
            guard let answer = try? await DaemonClient(directory: directory).reload() else { throw ExitStatus.configuration }
            result = answer
            isWrong = true
        }
        if json {
            Console.print(try JSONLine.string(Line(error: result.error, findings: result.findings)))
        } else if !isWrong {
            for finding in result.findings { Console.complain(finding) }
        }
        guard let error = result.error else {
            if !json { Console.print("the daemon has read configuration and rules anew") }
            return
        }
        if !json { Console.fail("\(error); the daemon goes on with the old configuration and rules") }
        throw isWrong ? ExitStatus.configuration : ExitStatus.dataError
    }

    private struct Line: Encodable {
        let error: String?
        let findings: [String]

        enum CodingKeys: CodingKey { case error, findings }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(error, forKey: .error)
            try container.encode(findings, forKey: .findings)
        }
    }
}
