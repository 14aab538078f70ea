internal import Glibc
public import Logging

/// Where events go: a swift-log logger that writes to standard error or the journal.
///
/// Metadata keys that are known: `account` and `decision`, which tie an event to the ledger and to `explain`, and stand first.
public enum EventLog {
    /// The name under which the journal knows the program.
    public static let identifier = "postroom"
    /// Where the journal listens (systemd-journald.service(8)).
    public static let journalSocket = "/run/systemd/journal/socket"

    /// The descriptor of standard error.
    public static let standardError = STDERR_FILENO

    /// A logger. What can't be written, since a disk is full or a reader gone, is counted and left out: logging never ends the
    /// program and never waits for long.
    ///
    /// - Parameters:
    ///   - environment: For `JOURNAL_STREAM`, `NO_COLOR` and `TERM`.
    ///   - descriptor: Where lines go; stays the caller's.
    ///   - journal: The path of the journal's socket.
    ///   - now: The time in nanoseconds since 1970.
    public static func make(
        format: LogFormat, level: Logger.Level, environment: [String: String],
        descriptor: Int32 = standardError, journal: String = journalSocket, limits: LogLimits = LogLimits(),
        now: @escaping @Sendable () -> Int64 = EventTime.now
    ) -> Logger {
        let lines = LineWriter(descriptor)
        let output: any EventOutput =
            switch format.resolved(environment: environment, descriptor: descriptor) {
            case .json: LineOutput(lines, form: JSONForm(limits: limits))
            case .journald: JournalOutput(path: journal, fallback: lines, limits: limits)
            case .human, .auto:
                LineOutput(lines, form: HumanForm(limits: limits, hasColour: hasColour(descriptor, environment)))
            }
        return Logger(label: identifier) { _ in EventHandler(output: output, level: level, now: now) }
    }

    /// A logger that writes nothing.
    public static var silent: Logger {
        Logger(label: identifier) { _ in SwiftLogNoOpLogHandler() }
    }

    /// Colour is for terminals that know it, and never with NO_COLOR set to anything (no-color.org).
    private static func hasColour(_ descriptor: Int32, _ environment: [String: String]) -> Bool {
        isatty(descriptor) == 1 && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }
}
