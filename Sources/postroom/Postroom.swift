import ArgumentParser

/// The command line. One subcommand a file.
@main
struct Postroom: AsyncParsableCommand {
    static let version = "postroom 0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "postroom",
        abstract: "Fetches mail by POP3, decides by rules you can read, and files it, with a reason for each decision.",
        discussion: """
            A first look, without an account and without a network:
              postroom demo

            Your own mail:
              postroom init             writes a commented postroom.toml and starter rules
              postroom check            finds every mistake in both
              postroom poll --dry-run   decides, prints, changes nothing
              postroom poll             one round of all accounts
              postroom run              the daemon; status, queue and reload reach it

            Rules, before they touch mail:
              postroom explain --rules my.rules message.eml
              postroom test my.rules
            """,
        version: version,
        subcommands: [
            InitCommand.self, PollCommand.self, RunCommand.self, StatusCommand.self, QueueCommand.self, ReloadCommand.self, CheckCommand.self, ExplainCommand.self, TestCommand.self, ParseCommand.self,
            TagsCommand.self, SearchCommand.self, BackupCommand.self, RepairCommand.self, DemoCommand.self,
        ]
    )
}
