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
            "Polled two mailboxes of a POP3 server in this process, over TLS: \(result.decisions.count) messages, \(result.forwards.count) forwarded, "
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
                        outcome(of: message), subjectWidth, ruleWidth))
                if let error = message.error { Console.print("  " + paint.red(error)) }
            }
            Console.print("")
        }
    }

    /// What was planned, and what the SMTP server said to it.
    private func outcome(of message: DecidedMessage) -> String {
        let answers = result.forwards.filter { $0.message == message.id }.map { "(taken for \($0.recipient): \($0.answer))" }
        return (message.outcome + answers).joined(separator: ", ")
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
        Console.print(paint.bold("Forwarded ") + "to an SMTP server in this process, over STARTTLS: \(forwards)")
        Console.print("")
    }

    private var forwards: String {
        let subjects = Dictionary(result.decisions.compactMap { decision in decision.message.id.map { ($0, decision.message.subject) } }) { first, _ in first }
        return result.forwards.map { forward in
            let subject = DisplayText.escaped(subjects[forward.message] ?? "", maximum: 60)
            return "\"\(subject)\" to \(DisplayText.escaped(forward.recipient, maximum: 80))"
        }.joined(separator: ", ")
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
