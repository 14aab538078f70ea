internal import Logging

/// Events for the journal: by its socket, or, where that takes nothing, as lines with sd-daemon(3)'s priorities in front.
struct JournalOutput: EventOutput {
    private let socket: JournalSocket?
    private let fallback: LineWriter
    private let limits: LogLimits

    init(path: String, fallback: LineWriter, limits: LogLimits) {
        socket = JournalSocket(path: path)
        self.fallback = fallback
        self.limits = limits
    }

    func write(_ event: Event) {
        if let socket {
            switch socket.send(JournalEntry(event, limits: limits).octets) {
            case .taken: return
            case .tooLong:
                // What is left out is said in full by the ledger.
                var short = event
                short.fields = []
                if socket.send(JournalEntry(short, limits: limits).octets) == .taken { return }
            case .notTaken: break
            }
        }
        fallback.write(line(event)) { line(Event(lost: $0, at: event.time)) }
    }

    private func line(_ event: Event) -> String {
        "<\(JournalEntry.priority(event.level))>" + HumanForm(limits: limits, hasColour: false).body(event)
    }
}
