import Foundation
import Glibc

/// Questions on the terminal.
struct Prompt {
    /// Whether there is somebody to ask.
    let isOpen: Bool

    /// What was given, else what the person types, else the fallback. An answer without fallback is asked for until it comes.
    ///
    /// - Parameter complaint: What is wrong with an answer, as one sentence. With somebody to ask, the question is asked again, and no
    ///   other; without, what was given is returned as it is.
    func answer(
        _ given: String?, _ question: String, flag: String, fallback: String?, complaint: (String) -> String? = { _ in nil }
    ) throws -> String {
        if let given {
            guard isOpen, let wrong = complaint(given) else { return given }
            Console.print("  \(wrong)")
        }
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
            let typed = line.trimmingCharacters(in: .whitespaces)
            guard let answer = typed.isEmpty ? fallback : typed else { continue }
            guard let wrong = complaint(answer) else { return answer }
            Console.print("  \(wrong)")
        }
    }

    /// As ``answer(_:_:flag:fallback:complaint:)``, asked until the answer can be read.
    func choice<Value>(
        _ given: Value?, _ question: String, fallback: Value, shown: String, complaint: (Value) -> String? = { _ in nil }, read: (String) -> Value?
    ) throws -> Value {
        if let given {
            guard isOpen, let wrong = complaint(given) else { return given }
            Console.print("  \(wrong)")
        }
        guard isOpen else { return fallback }
        while true {
            let text = try answer(nil, question, flag: "", fallback: shown)
            guard let value = read(text) else {
                Console.print("  That is none of them.")
                continue
            }
            guard let wrong = complaint(value) else { return value }
            Console.print("  \(wrong)")
        }
    }

    /// A line typed unseen; nil for none.
    static func secret(_ question: String) -> String? {
        Console.write(question, to: STDOUT_FILENO)
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return nil }
        var silent = settings
        silent.c_lflag &= ~tcflag_t(ECHO)
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0 else { return nil }
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
            Console.print("")
        }
        guard let line = readLine(), !line.isEmpty else { return nil }
        return line
    }
}
