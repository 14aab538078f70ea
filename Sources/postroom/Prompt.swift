import Foundation
import Glibc

/// Questions on the terminal.
struct Prompt {
    /// Whether there is somebody to ask.
    let isOpen: Bool

    /// What was given, else what the person types, else the fallback. An answer without fallback is asked for until it comes.
    func answer(_ given: String?, _ question: String, flag: String, fallback: String?) throws -> String {
        if let given { return given }
        guard isOpen else {
            if let fallback { return fallback }
            Console.fail("no answer to \"\(question)\": give \(flag)")
            throw ExitStatus.usage
        }
        while true {
            let shown = fallback.map { $0.isEmpty ? "" : " [\($0)]" } ?? ""
            Console.write("\(question)\(shown): ", to: STDOUT_FILENO)
            guard let line = readLine() else {
                Console.print("")
                Console.fail("the answers ended early; nothing was written")
                throw ExitStatus.usage
            }
            let answer = line.trimmingCharacters(in: .whitespaces)
            if !answer.isEmpty { return answer }
            if let fallback { return fallback }
        }
    }

    /// As ``answer(_:_:flag:fallback:)``, asked until the answer can be read.
    func choice<Value>(_ given: Value?, _ question: String, fallback: Value, shown: String, read: (String) -> Value?) throws -> Value {
        if let given { return given }
        guard isOpen else { return fallback }
        while true {
            let text = try answer(nil, question, flag: "", fallback: shown)
            if let value = read(text) { return value }
            Console.print("  That is none of them.")
        }
    }

    /// A line typed unseen; nil for none.
    static func secret(_ question: String) -> String? {
        Console.write(question, to: STDOUT_FILENO)
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return nil }
        var silent = settings
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
            Console.print("")
        }
        guard let line = readLine(), !line.isEmpty else { return nil }
        return line
    }
}
