import ArgumentParser
import Foundation
import SourceText
import Store

/// `postroom search`: finds messages by tag, sender, recipient, subject, folder and date.
struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Find messages, and the folders they went to.",
        discussion: """
            All terms must hold; words are looked for in sender, recipients and subject.

              postroom search 'tag:invoice from:example.net "red shoes"'
              postroom search -- -folder:Junk since:2026-11-01 subject:budget

            Terms: tag: from: to: subject: folder: account: message-id: since: before: (days, 2026-01-31), words, "phrases"; \
            a - in front turns a term round. (Write -- before a query that begins with a -.)

            Exit status: 0 something was found; 1 nothing; 64 the query is wrong.
            """
    )

    @OptionGroup var source: ConfigurationOption

    @Argument(help: ArgumentHelp("What to look for; several words are one query. Nothing lists the newest messages.", valueName: "query"))
    var query: [String] = []

    @Option(help: ArgumentHelp("How many messages to show at most.", valueName: "count"))
    var limit = 50

    @Flag(help: "One JSON object a line for each message.")
    var json = false

    func validate() throws {
        guard limit >= 1 else { throw ValidationError("--limit takes a number from 1") }
    }

    func run() async throws {
        let text = query.count == 1 ? query[0] : query.map(Self.term).joined(separator: " ")
        let parsed: SearchQuery
        do throws(SearchQueryError) {
            parsed = try SearchQuery(parsing: text)
        } catch {
            Console.complain(DisplayText.escaped(text, maximum: 500))
            Console.complain(String(repeating: " ", count: max(0, error.column - 1)) + "^")
            Console.fail("\(error.message)")
            throw ExitStatus.usage
        }
        let store = try StateReading.open(try source.load())
        let hits = try await store?.search(parsed, limit: limit) ?? []
        for hit in hits {
            Console.print(json ? try JSONLine.string(Line(hit)) : Self.sentence(hit))
        }
        if hits.isEmpty {
            if !json { Console.complain("nothing found") }
            throw ExitStatus.failure
        }
        if hits.count == limit, !json { Console.complain("the first \(limit); --limit shows more") }
    }

    /// A shell has taken the quotes off an argument with spaces: it was meant as one term.
    private static func term(_ argument: String) -> String {
        guard argument.contains(" "), !argument.contains("\"") else { return argument }
        guard let colon = argument.firstIndex(of: ":"), !argument[..<colon].contains(" ") else { return "\"\(argument)\"" }
        return "\(argument[...colon])\"\(argument[argument.index(after: colon)...])\""
    }

    private static func sentence(_ hit: SearchHit) -> String {
        let day = hit.date.formatted(.iso8601.year().month().day())
        let folder = DisplayText.escaped(hit.folders.joined(separator: ", "), maximum: 60)
        let from = DisplayText.escaped(hit.from ?? "", maximum: 40)
        let subject = DisplayText.escaped(hit.subject ?? "(no subject)", maximum: 80)
        let tags = hit.tags.map { " +" + DisplayText.escaped($0, maximum: 64) }.joined()
        return "\(day)  \(TerminalWidth.fit(folder.isEmpty ? "-" : folder, 24))  \(TerminalWidth.fit(from, 32))  \(subject)\(tags)"
    }

    private struct Line: Encodable {
        let account: String
        let uidl: String
        let messageID: String?
        let date: Date
        let from: String?
        let subject: String?
        let tags: [String]
        let folder: String?
        let folders: [String]
        let id: Int64

        enum CodingKeys: String, CodingKey {
            case account, uidl, date, from, subject, tags, folder, folders, id
            case messageID = "message-id"
        }

        init(_ hit: SearchHit) {
            account = hit.account
            uidl = hit.uidl
            messageID = hit.messageID
            date = hit.date
            from = hit.from
            subject = hit.subject
            tags = hit.tags
            folder = hit.folders.first
            folders = hit.folders
            id = hit.id
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(account, forKey: .account)
            try container.encode(uidl, forKey: .uidl)
            try container.encode(messageID, forKey: .messageID)
            try container.encode(date, forKey: .date)
            try container.encode(from, forKey: .from)
            try container.encode(subject, forKey: .subject)
            try container.encode(tags, forKey: .tags)
            try container.encode(folder, forKey: .folder)
            try container.encode(folders, forKey: .folders)
            try container.encode(id, forKey: .id)
        }
    }
}
