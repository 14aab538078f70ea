import ArgumentParser
import Foundation
import SourceText
import Store

/// `postroom tags`: the tags that messages have here.
struct TagsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tags",
        abstract: "List the tags in use, with how many messages have each and when the newest came.",
        discussion: "Messages of one tag: postroom search tag:NAME"
    )

    @OptionGroup var source: ConfigurationOption

    @Flag(help: "One JSON object a line for each tag.")
    var json = false

    func run() async throws {
        let store = try StateReading.open(try source.load())
        guard let tags = try await store?.tags(), !tags.isEmpty else {
            if !json { Console.complain("no message has a tag yet") }
            return
        }
        let width = tags.map { TerminalWidth.cells(DisplayText.escaped($0.tag, maximum: 64)) }.max() ?? 0
        for use in tags {
            if json {
                Console.print(try JSONLine.string(Line(tag: use.tag, count: use.count, newest: use.newest)))
            } else {
                let tag = TerminalWidth.fit(DisplayText.escaped(use.tag, maximum: 64), width)
                let newest = use.newest.map { "newest \($0.formatted(.iso8601.year().month().day()))" } ?? ""
                Console.print("\(tag)  \(TerminalWidth.fit(PollSummary.count(use.count, "message"), 14))\(newest)")
            }
        }
    }

    private struct Line: Encodable {
        let tag: String
        let count: Int
        let newest: Date?
    }
}
