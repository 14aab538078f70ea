import Agent
import ArgumentParser
import Configuration
import Foundation
import MailMessage
import RuleEngine
import RuleProgram
import SourceText
import Store

/// `postroom explain`: what rules would do with messages, and why. Nothing is changed anywhere.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say what rules would do with a message, rule by rule, and why.",
        discussion: """
            The message is decided by the same engine that decides retrieved mail, so the answer can't differ from the real one; \
            only what is remembered of earlier mail (duplicate, vacation, thread) is taken as empty. Nothing is changed.

            Each rule is shown with a mark, the condition that decided, and the value it looked at:
              ✓ matched   · did not match   ! could not be decided   ~ a shadow rule that would have matched
            Rules below the one that ended the run were not looked at.

            Where there is a configuration its limits hold, and of the account that --account names, or of the only one, its \
            trusted-authserv-ids, envelope-to, inbox and timezone. Without one the defaults hold.

            Examples:
              postroom explain --rules Rules/personal.rules message.eml
              postroom explain --rules Rules/team.rules --now 2026-08-03T09:00:00Z ~/Mail
              postroom explain --rules my.rules --json - < message.eml

            With --id a decision that was made is told instead, by the number that the log, search and the queue show: which rule \
            decided, what it looked at, and what became of each effect.
              postroom explain --id 12

            Exit status: 0 explained; 64 there is no such decision; 65 the rules are wrong; 66 a file can't be read.
            """
    )

    @Option(
        name: [.long, .customShort("r")],
        help: ArgumentHelp("A rule file; may be given several times, in the order in which the rules are to run.", valueName: "file"),
        completion: .file(extensions: ["rules"]))
    var rules: [String] = []

    @Option(help: ArgumentHelp("A recorded decision instead of messages.", valueName: "number"))
    var id: Int64?

    @OptionGroup var source: ConfigurationOption

    @Flag(help: "One JSON object a line for each message.")
    var json = false

    @Flag(name: [.long, .customShort("a")], help: "Show all rules, also those that did not match or were not reached.")
    var all = false

    @Option(
        help: ArgumentHelp(
            "The account whose mail it would be. Without it: the only one of the configuration, else \"default\".", valueName: "name"))
    var account: String?

    @Option(
        help: ArgumentHelp(
            "The clock of the rules, as 2026-08-03T09:00:00+02:00. Without it: the clock of this machine.", valueName: "date-time"))
    var now: String?

    @Option(
        help: ArgumentHelp(
            "A server whose Authentication-Results are believed, by its authserv-id, besides those of the account; may be given several times.",
            valueName: "id"))
    var trust: [String] = []

    @Argument(help: ArgumentHelp("Files, folders of files, Maildirs, or - for standard input.", valueName: "message"))
    var messages: [String] = []

    func validate() throws {
        if id != nil {
            guard rules.isEmpty, messages.isEmpty else { throw ValidationError("--id takes no rules and no messages besides") }
        } else {
            guard !rules.isEmpty else { throw ValidationError("name the rules with --rules, or a recorded decision with --id") }
            guard !messages.isEmpty else { throw ValidationError("name a message: a file, a folder, or - for standard input") }
        }
    }

    func run() async throws {
        if let id { return try await tell(id) }
        let clock = try moment()
        let configuration = try source.loadIfThere()
        let settings = configuration?.account(forMailOf: account)
        let limits = configuration?.limits ?? Limits()
        let (loaded, findings) = RuleSet.load(paths: rules)
        Console.show(findings)
        guard let loaded else { throw findings.contains { $0.code == "R000" } ? ExitStatus.noInput : ExitStatus.dataError }
        let state = ListsOnly(lists: loaded.lists)
        let evaluator = Evaluator()
        var unreadable = false
        for (index, entry) in messages.flatMap(MessageSource.expand).enumerated() {
            guard let message = entry.message(MessageLimits(limits)) else {
                unreadable = true
                continue
            }
            var context = RunContext(account: account ?? settings?.name ?? "default", now: clock.date, timeZone: clock.zone, state: state)
            context.limits = EvaluationLimits(limits)
            if let settings {
                context.inbox = settings.inbox
                context.envelopeToHeader = settings.envelopeTo
                if now == nil, let zone = settings.timezone.flatMap(TimeZone.init(identifier:)) { context.timeZone = zone }
            }
            context.trustedServers = trust + (settings?.trustedServers ?? [])
            let plan = evaluator.evaluate(message, context: context, program: loaded.program, trace: .full)
            if json {
                Console.print(try JSONLine.string(ExplainedMessage(entry.name, plan)))
            } else {
                if index > 0 { Console.print("") }
                let page = Explanation(
                    name: entry.name, message: message, plan: plan, showsAll: all, paint: Paint(enabled: Console.standardOutputHasColour))
                Console.print(page.text)
            }
        }
        if unreadable { throw ExitStatus.noInput }
    }

    /// A decision as it was recorded.
    private func tell(_ id: Int64) async throws {
        let store = try StateReading.open(try source.load())
        guard let record = try await store?.explanation(of: id) else {
            Console.fail("there is no decision \(id); postroom search --json shows the numbers as \"id\"")
            throw ExitStatus.usage
        }
        let paint = Paint(enabled: Console.standardOutputHasColour)
        Console.print(json ? try JSONLine.string(RecordedDecisionLine(record)) : RecordedDecision(record: record, paint: paint).text)
    }

    /// `--now`: its instant, and its offset as the account's zone.
    private func moment() throws -> (date: Date, zone: TimeZone) {
        guard let now else { return (Date(), .current) }
        let parser = ISO8601DateFormatter()
        guard let date = parser.date(from: now) else {
            throw ValidationError("\"\(DisplayText.escaped(now, maximum: 80))\" is no date-time; write it as 2026-08-03T09:00:00+02:00")
        }
        return (date, Self.zone(of: now) ?? .current)
    }

    private static func zone(of text: String) -> TimeZone? {
        if text.hasSuffix("Z") || text.hasSuffix("z") { return .gmt }
        let digits = text.suffix(6).filter(\.isNumber)
        guard digits.count == 4, let hours = Int(digits.prefix(2)), let minutes = Int(digits.suffix(2)) else { return nil }
        let seconds = (hours * 60 + minutes) * 60
        return TimeZone(secondsFromGMT: text.suffix(6).hasPrefix("-") ? -seconds : seconds)
    }
}

/// The list files as they are now, and no memory of earlier mail.
private struct ListsOnly: StateSnapshot {
    let lists: [String: ListReading]

    func firstSeen(_ key: SeenKey) -> Date? { nil }
    func list(_ file: ListFile) -> ListReading { lists[file.path] ?? .unreadable("it was not read") }
    func thread(of ids: [String]) -> ThreadFacts? { nil }
}
