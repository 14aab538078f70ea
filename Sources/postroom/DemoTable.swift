import Agent
import Demo
import Foundation
import SourceText

/// Prints what a demonstration came to.
struct DemoTable {
    let demonstration: Demonstration
    let result: Demonstration.Result
    private let paint = Paint(enabled: Console.standardOutputHasColour)

    init(demonstration: Demonstration, result: Demonstration.Result) {
        self.demonstration = demonstration
        self.result = result
    }

    func print() {
        Console.print(
            "Polled two mailboxes of a POP3 server in this process, over TLS: \(result.decisions.count) messages, "
                + "\(Int(result.seconds * 1000)) ms.\n")
        decisions()
        folders()
        places()
        next()
    }

    private func decisions() {
        let width = max(80, min(Console.width, 160))
        let subjectWidth = (width - 4) * 40 / 100
        let ruleWidth = (width - 4) * 25 / 100
        for account in result.reports.map(\.account) {
            Console.print(paint.bold(row("message for \(account)", "rule that decided", "what happened", subjectWidth, ruleWidth)))
            for decision in result.decisions where decision.account == account {
                let message = decision.message
                let subject = DisplayText.escaped(message.subject, maximum: 200)
                Console.print(
                    row(
                        subject.isEmpty ? "(no subject)" : subject, message.rule.map { DisplayText.escaped($0, maximum: 60) } ?? "-",
                        message.outcome.joined(separator: ", "), subjectWidth, ruleWidth))
                if let error = message.error { Console.print("  " + paint.red(error)) }
            }
            Console.print("")
        }
    }

    private func row(_ first: String, _ second: String, _ third: String, _ firstWidth: Int, _ secondWidth: Int) -> String {
        TerminalWidth.fit(first, firstWidth) + "  " + TerminalWidth.fit(second, secondWidth) + "  " + third
    }

    private func folders() {
        for account in result.reports.map(\.account) {
            let counts = MaildirCount.folders(under: demonstration.maildir(of: account))
            let listed = counts.map { "\($0.name) \($0.messages)" }.joined(separator: ", ")
            Console.print(paint.bold("Folders of \(account): ") + listed)
        }
        for report in result.reports where report.waiting > 0 {
            Console.print(
                "\(report.account): \(PollSummary.count(report.waiting, "action")) waiting for a later version; their messages are kept as well")
        }
        Console.print("")
    }

    private func places() {
        Console.print(paint.bold("Where everything lies"))
        Console.print("  configuration  \(demonstration.configurationPath)")
        Console.print("  rules          \(demonstration.rulesDirectory)/")
        Console.print("  mail           \(demonstration.maildir(of: "personal"))/, \(demonstration.maildir(of: "team"))/")
        Console.print("  ledger         \(demonstration.stateDirectory)/\n")
    }

    private func next() {
        let program = Shell.quoted(CommandLine.arguments.first ?? "postroom")
        let configuration = Shell.quoted(demonstration.configurationPath)
        let rules = Shell.quoted(demonstration.rulesDirectory + "/personal.rules")
        let inbox = Shell.quoted(demonstration.maildir(of: "personal"))
        Console.print(paint.bold("Try next"))
        Console.print("  \(program) search --config \(configuration) tag:invoice")
        Console.print("  \(program) explain --rules \(rules) \(inbox)")
        Console.print("  \(program) test \(rules)")
    }
}

/// Counts what lies in Maildir folders on disk.
enum MaildirCount {
    static func folders(under path: String) -> [(name: String, messages: Int)] {
        let files = FileManager.default
        func messages(_ folder: String) -> Int {
            ["new", "cur"].reduce(0) { $0 + ((try? files.contentsOfDirectory(atPath: "\(folder)/\($1)").count) ?? 0) }
        }
        let names = ((try? files.contentsOfDirectory(atPath: path)) ?? []).filter { $0.hasPrefix(".") }.sorted()
        return [("INBOX", messages(path))] + names.map { (String($0.dropFirst()).replacingOccurrences(of: ".", with: "/"), messages("\(path)/\($0)")) }
    }
}
