internal import Logging

/// The handler behind every logger of ``EventLog``: a value, as swift-log wants it, over an output that all of them share.
struct EventHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    var logLevel: Logger.Level
    private let output: any EventOutput
    private let now: @Sendable () -> Int64

    init(output: any EventOutput, level: Logger.Level, now: @escaping @Sendable () -> Int64) {
        self.output = output
        logLevel = level
        self.now = now
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let own = event.metadata { all.merge(own) { $1 } }
        output.write(Event(time: now(), level: event.level, message: event.message.description, metadata: all, error: event.error))
    }
}

/// Where events go.
protocol EventOutput: Sendable {
    func write(_ event: Event)
}
