import Agent
import ArgumentParser
import Configuration

/// `postroom backup`: a copy of the state that can be put back.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the ledger, and the mail that is on its way, into a new directory; also while the daemon runs.",
        discussion: """
            The backup is the ledger as it is at one moment, the files of the spool that it names, and the key of the loop guard: all \
            that a restored state directory needs. The folders, the rules and the configuration are not in it. It is checked, and on \
            disk when this returns; it holds mail, and only you can read it.

            A damaged or lost ledger is completed from it with: postroom repair --from DIRECTORY

            Exit status: 0 made; 72 the ledger is damaged, or lost (see postroom repair); 74 there is nothing to copy, the directory exists, or \
            the disk refuses; 78 the configuration is wrong.
            """
    )

    @OptionGroup var source: ConfigurationOption

    @Argument(help: ArgumentHelp("The directory to make; its parent exists, it does not.", valueName: "directory"), completion: .directory)
    var directory: String

    @Flag(help: "One JSON object.")
    var json = false

    func run() async throws {
        let configuration = try source.load()
        do {
            let report = try await StateBackup(configuration: configuration).make(at: directory)
            guard !json else { return Console.print(try JSONLine.string(report)) }
            Console.print(
                "\(report.path): a ledger of \(PollSummary.count(report.messages, "message")), and \(PollSummary.count(report.files, "file")) of the spool")
        } catch let error as AgentError {
            Console.fail(error.sentence)
            throw error.exitStatus
        }
    }
}
