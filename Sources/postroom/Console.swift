import ArgumentParser
import Foundation
import Glibc
import SourceText

/// Where the program speaks: results on standard output, all else on standard error.
enum Console {
    /// Writes one line to standard output. A reader that has gone away is no failure; a full disk ends the program with EX_IOERR.
    static func print(_ line: String) {
        guard let failure = write(line + "\n", to: STDOUT_FILENO), failure != EPIPE else { return }
        fail("can't write the output: \(String(cString: strerror(failure)).lowercased())")
        exit(ExitStatus.ioError.rawValue)
    }

    /// Writes one line to standard error.
    static func complain(_ line: String) {
        write(line + "\n", to: STDERR_FILENO)
    }

    /// One clear sentence about what went wrong: `postroom: ...`.
    static func fail(_ sentence: String) {
        complain("postroom: \(sentence)")
    }

    /// Shows findings on standard error as people read them, with a closing count.
    static func show(_ diagnostics: [Diagnostic]) {
        let renderer = DiagnosticRenderer(colour: standardErrorHasColour)
        for diagnostic in diagnostics {
            write(renderer.render(diagnostic) + "\n", to: STDERR_FILENO)
        }
    }

    static var standardOutputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
    static var standardErrorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }
    static var standardInputIsTerminal: Bool { isatty(STDIN_FILENO) == 1 }

    /// Colour is for terminals that know it, and never with NO_COLOR set to anything (no-color.org).
    static var standardOutputHasColour: Bool { standardOutputIsTerminal && colourIsWelcome }
    static var standardErrorHasColour: Bool { standardErrorIsTerminal && colourIsWelcome }

    private static var colourIsWelcome: Bool {
        let environment = ProcessInfo.processInfo.environment
        return (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    /// The width of the terminal on standard output, in cells; 100 where there is none.
    static var width: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 100 }
        return Int(size.ws_col)
    }

    /// Writes all octets, through interruptions and short writes.
    ///
    /// - Returns: The system's error number, if not all could be written.
    @discardableResult
    static func write(_ text: String, to descriptor: Int32) -> Int32? {
        var text = text
        return text.withUTF8 { octets in
            var rest = UnsafeRawBufferPointer(octets)
            while !rest.isEmpty {
                let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if written < 0 {
                    if errno == EINTR || errno == EAGAIN { continue }
                    return errno
                }
                rest = UnsafeRawBufferPointer(rebasing: rest[written...])
            }
            return nil
        }
    }
}
