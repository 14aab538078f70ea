import Agent
import ArgumentParser
import Configuration
import Foundation
import SourceText

/// `postroom status`: how the accounts, the queue and the disk are.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Say how the accounts, the queue and the disk are, whether a daemon runs or not.",
        discussion: """
            Exit status: 0 all is well; 1 an account's last poll failed, or the daemon could not read its configuration anew; \
            69 no daemon runs; 78 the configuration is wrong.
            """
    )

    @OptionGroup var source: ConfigurationOption

    @Flag(help: "One JSON object.")
    var json = false

    func run() async throws {
        let configuration = try source.load()
        let status: DaemonStatus
        do {
            status = try await DaemonClient(directory: configuration.state.directory).status()
        } catch DaemonClient.Failure.absent {
            do {
                status = try await DaemonStatus.offline(configuration)
            } catch let error as AgentError {
                Console.fail(error.sentence)
                throw error.exitStatus
            }
        } catch DaemonClient.Failure.failed(let sentence) {
            Console.fail(sentence)
            throw ExitStatus.unavailable
        }
        Console.print(json ? try JSONLine.string(status) : StatusPage(status: status, paint: Paint(enabled: Console.standardOutputHasColour)).text)
        if status.pid == nil { throw ExitStatus.unavailable }
        if status.reloadError != nil || status.accounts.contains(where: { $0.failures > 0 }) { throw ExitStatus.failure }
    }
}
