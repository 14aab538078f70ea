internal import Logging

/// One event, its metadata gathered and in order.
struct Event {
    var time: Int64
    var level: Logger.Level
    var message: String
    /// The account it is about, if any.
    var account: String?
    /// The decision it belongs to, if any: the id that ledger and `explain` know.
    var decision: String?
    /// All other metadata, by name.
    var fields: [(name: String, value: String)]

    init(time: Int64, level: Logger.Level, message: String, metadata: Logger.Metadata, error: (any Error)? = nil) {
        self.time = time
        self.level = level
        self.message = message
        var rest = metadata.mapValues { "\($0)" }
        account = rest.removeValue(forKey: "account")
        decision = rest.removeValue(forKey: "decision")
        if let error, rest["error"] == nil { rest["error"] = "\(error)" }
        fields = rest.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    }

    /// Lines that could not be written.
    init(lost count: Int, at time: Int64) {
        let words = count == 1 ? "1 line of the log was lost" : "\(count) lines of the log were lost"
        self.init(time: time, level: .warning, message: words, metadata: [:])
    }
}
