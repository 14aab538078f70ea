import Agent
import ArgumentParser
import Configuration
import Foundation
import MailMessage
import SourceText

/// `postroom parse`: what a message says, as the rules see it.
struct ParseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parse",
        abstract: "Show a message as the rules see it: header, parts, attachments, text.",
        discussion: """
            Header words and texts are decoded, HTML is turned into the text that a person sees. Use it to find out what a \
            condition compares with.

            With --json each message becomes one line: subject, from, to, cc, date, message_id, list_id, tree, filenames and texts, \
            in a form that other parsers can be compared with, and more.

            The limits of reading are those of the configuration, where there is one.

            Examples:
              postroom parse message.eml
              postroom parse --json ~/Mail/new/* | head -1
              postroom parse - < message.eml

            Exit status: 0 all were read (whatever their faults); 66 a file can't be read; 78 the configuration \
            that was named is wrong.
            """
    )

    @Flag(help: "One JSON object a line for each message.")
    var json = false

    @Option(help: ArgumentHelp("How many lines of the text to show.", valueName: "count"))
    var lines = 12

    @OptionGroup var source: ConfigurationOption

    @Argument(help: ArgumentHelp("Files, folders of files, Maildirs, or - for standard input.", valueName: "message"))
    var messages: [String]

    func run() async throws {
        let limits = MessageLimits(try source.loadIfThere()?.limits ?? Limits())
        var unreadable = false
        for (index, entry) in messages.flatMap(MessageSource.expand).enumerated() {
            guard let message = entry.message(limits) else {
                unreadable = true
                continue
            }
            if json {
                Console.print(CanonicalForm(message).json(named: entry.name))
            } else {
                if index > 0 { Console.print("") }
                let paint = Paint(enabled: Console.standardOutputHasColour)
                Console.print(MessagePage(name: entry.name, message: message, textLines: max(0, lines), paint: paint).text)
            }
        }
        if unreadable { throw ExitStatus.noInput }
    }
}
