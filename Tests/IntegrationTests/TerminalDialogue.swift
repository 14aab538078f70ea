import Foundation
import Testing

/// `postroom` on a terminal, with somebody who answers its questions.
struct TerminalDialogue {
    /// What is waited for, and what is typed then; typed ahead it would not show whether a question was asked.
    typealias Turn = (question: String, answer: String)

    /// Runs it to its end. The outcome's output is all that stood on the terminal, what was typed and echoed too.
    static func run(_ arguments: [String], _ turns: [Turn], in scratch: ScratchDirectory) async throws -> Outcome {
        try #require(FileManager.default.isExecutableFile(atPath: PostroomProgram.path), "no program at \(PostroomProgram.path)")
        let script = try scratch.write(driver, to: "terminal.py")
        let dialogue = try JSONSerialization.data(withJSONObject: turns.map { [$0.question, $0.answer] })
        return try await Subprocess.run(
            "/usr/bin/python3", [script, String(decoding: dialogue, as: UTF8.self), PostroomProgram.path] + arguments, directory: scratch.path)
    }

    private static let driver = """
        import json, os, pty, select, sys, time
        turns, command = json.loads(sys.argv[1]), sys.argv[2:]
        child, terminal = pty.fork()
        if child == 0:
            os.execv(command[0], command)
        seen, since, end = b"", 0, time.monotonic() + 60
        while time.monotonic() < end:
            if select.select([terminal], [], [], 0.1)[0]:
                try:
                    piece = os.read(terminal, 4096)
                except OSError:
                    break
                if not piece:
                    break
                seen += piece
            while turns and turns[0][0].encode() in seen[since:]:
                # A question that is asked unseen throws away what was typed before it.
                time.sleep(0.1)
                since = len(seen)
                os.write(terminal, turns[0][1].encode() + b"\\n")
                turns.pop(0)
        else:
            os.kill(child, 9)
        sys.stdout.buffer.write(seen)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.exit(99 if turns else status)

        """
}
