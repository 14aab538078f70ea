import Agent
import ArgumentParser
import Configuration
import Foundation
import SourceText
import Store

/// `postroom queue`: what is still to be sent, and what was set aside.
struct QueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue",
        abstract: "Show what is still to be sent and what was set aside; retry, hold, release or drop it.",
        discussion: """
            An entry is known by its number, which `list` and the log show. What was set aside (parked) keeps its octets and its \
            reason until it is retried or dropped; such a message is also in the inbox or another folder.
            """,
        subcommands: [List.self, Show.self, Retry.self, Hold.self, Release.self, Drop.self],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the queue: an entry a line, with its last answer beneath.")

        @OptionGroup var source: ConfigurationOption
        @Option(help: ArgumentHelp("Only this account's entries.", valueName: "name")) var account: String?
        @Option(help: ArgumentHelp("Only entries in this state: \(QueueEntryText.states).", valueName: "state")) var state: QueueState?
        @Flag(help: "One JSON object a line for each entry.") var json = false

        func validate() throws {
            guard state == .done || state == .dropped else { return }
            throw ValidationError("what was sent or dropped is in no queue; postroom queue show NUMBER and postroom explain --id tell of it")
        }

        func run() async throws {
            let configuration = try source.load()
            let store = try StateReading.open(configuration)
            let entries = try await store?.queue(account: account, states: state.map { [$0] }) ?? []
            let paint = Paint(enabled: Console.standardOutputHasColour)
            for entry in entries {
                Console.print(json ? try JSONLine.string(QueueLine(entry)) : QueueEntryText(entry: entry, paint: paint).line)
            }
            if entries.isEmpty, let account, configuration.account(named: account) == nil {
                throw UnknownAccount.complain(account, configuration)
            }
            if entries.isEmpty, !json { Console.complain(account == nil && state == nil ? "the queue is empty" : "there is no such entry in the queue") }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show all that is known of an entry.",
            discussion: "Exit status: 0 shown; 64 there is no such entry.")

        @OptionGroup var source: ConfigurationOption
        @Argument(help: ArgumentHelp("Its number.", valueName: "entry")) var entry: QueueID
        @Flag(help: "One JSON object.") var json = false

        func run() async throws {
            let store = try StateReading.open(try source.load())
            guard let found = try await store?.queueEntry(entry) else {
                Console.fail("there is no entry \(entry) in the queue; postroom queue lists them")
                throw ExitStatus.usage
            }
            let text = QueueEntryText(entry: found, paint: Paint(enabled: Console.standardOutputHasColour))
            Console.print(json ? try JSONLine.string(QueueLine(found)) : text.page)
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Try entries again now, also those that were set aside.",
            discussion: """
                With a daemon running they are tried at once, else at the next poll. The time after which an entry is given up \
                begins anew.

                Exit status: 0 done; 1 with one of them there was nothing to do.
                """)

        @OptionGroup var entries: QueueEntries
        func run() async throws { try await entries.perform(.retry) }
    }

    struct Hold: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Leave entries alone until they are released.",
            discussion: "Exit status: 0 done; 1 with one of them there was nothing to do.")
        @OptionGroup var entries: QueueEntries
        func run() async throws { try await entries.perform(.hold) }
    }

    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let entries go on that were held.",
            discussion: "Exit status: 0 done; 1 with one of them there was nothing to do.")
        @OptionGroup var entries: QueueEntries
        func run() async throws { try await entries.perform(.release) }
    }

    struct Drop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give entries up for good.",
            discussion: """
                Their octets are let go. A message whose only way was such an entry is then nowhere: look at it with `show` first.

                Exit status: 0 done; 1 with one of them there was nothing to do.
                """)
        @OptionGroup var entries: QueueEntries
        func run() async throws { try await entries.perform(.drop) }
    }
}

/// Entries that something is to be done with.
struct QueueEntries: ParsableArguments {
    @OptionGroup var source: ConfigurationOption
    @Argument(help: ArgumentHelp("Their numbers; or --all.", valueName: "entry")) var ids: [QueueID] = []
    @Flag(help: "All entries that are in the queue.") var all = false
    @Flag(help: "One JSON object: changed and unchanged, by their numbers.") var json = false

    func validate() throws {
        guard ids.isEmpty == all else {
            throw ValidationError(all ? "--all takes no numbers besides" : "name the entries by their numbers, or --all; postroom queue lists them")
        }
    }

    /// Has the daemon do it, or does it while none runs.
    func perform(_ action: QueueAction) async throws {
        let configuration = try source.load()
        var ids = ids
        if all { ids = try await StateReading.open(configuration)?.queue().map(\.id) ?? [] }
        let result = try await perform(action, on: ids, configuration)
        if json {
            Console.print(try JSONLine.string(result))
        } else {
            for id in result.changed { Console.print("\(id): \(Self.done(action))") }
            for id in result.unchanged where !all { Console.fail(try await reason(id, action, configuration)) }
            if all, ids.isEmpty { Console.complain("the queue is empty") }
        }
        if !all, !result.unchanged.isEmpty { throw ExitStatus.failure }
    }

    /// Why nothing was done with an entry.
    private func reason(_ id: String, _ action: QueueAction, _ configuration: Configuration) async throws -> String {
        guard let entry = QueueID(id), try await StateReading.open(configuration)?.queueEntry(entry) != nil else { return "there is no entry \(id) in the queue; postroom queue lists them" }
        return "\(id): nothing to \(action.rawValue); postroom queue show \(id) says more"
    }

    private func perform(_ action: QueueAction, on ids: [QueueID], _ configuration: Configuration) async throws -> QueueResult {
        do {
            return try await DaemonClient(directory: configuration.state.directory).perform(action, on: ids)
        } catch DaemonClient.Failure.failed(let sentence) {
            Console.fail(sentence)
            throw ExitStatus.unavailable
        } catch DaemonClient.Failure.absent {
            // Nothing was ever polled there: nothing to open, and nothing to make.
            guard try StateReading.open(configuration) != nil else { return QueueResult(unchanged: ids.map(\.description)) }
            do {
                return try await QueueDesk.open(configuration).perform(action, on: ids)
            } catch let error as AgentError {
                Console.fail(error.sentence)
                throw error.exitStatus
            }
        }
    }

    private static func done(_ action: QueueAction) -> String {
        switch action {
        case .retry: "will be tried again"
        case .hold: "held"
        case .release: "released"
        case .drop: "dropped"
        }
    }
}
