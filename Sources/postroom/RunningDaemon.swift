import Agent
import ArgumentParser
import Configuration

/// The daemon that runs on the configuration's state directory, for commands that need it.
enum RunningDaemon {
    /// Asks it; where none runs, or it says no, one sentence and EX_UNAVAILABLE.
    static func ask<Answer: Sendable>(
        _ configuration: Configuration, _ question: (DaemonClient) async throws(DaemonClient.Failure) -> Answer
    ) async throws -> Answer {
        do throws(DaemonClient.Failure) {
            return try await question(DaemonClient(directory: configuration.state.directory))
        } catch {
            switch error {
            case .absent: Console.fail("no daemon runs on \(configuration.state.directory); postroom run starts one")
            case .failed(let sentence): Console.fail(sentence)
            }
            throw ExitStatus.unavailable
        }
    }
}
