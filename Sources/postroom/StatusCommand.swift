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
            69 no daemon runs; 78 the configuration is wrong (a daemon that goes on with the old one is shown all the same).
            """
    )

    @OptionGroup var source: ConfigurationOption

    @Flag(help: "One JSON object.")
    var json = false

    func run() async throws {
        let configuration: Configuration
        switch try source.loadOrPlace() {
        case .right(let right): configuration = right
        case .wrong(let directory):
            if let status = try? await DaemonClient(directory: directory).status() { try show(status) }
            throw ExitStatus.configuration
        }
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
        try show(status)
        if status.pid == nil { throw ExitStatus.unavailable }
        if status.reloadError != nil || status.accounts.contains(where: { $0.failures > 0 }) { throw ExitStatus.failure }
    }

    private func show(_ status: DaemonStatus) throws {
        Console.print(json ? try JSONLine.string(status) : StatusPage(status: status, paint: Paint(enabled: Console.standardOutputHasColour)).text)
    }
}
