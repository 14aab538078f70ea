public import ArgumentParser
public import EventLog
public import Store

// Words of other targets that may stand on the command line.

extension QueueID: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

extension QueueState: ExpressibleByArgument {
    /// Those that an entry of the queue can be in.
    public static var allValueStrings: [String] { allCases.filter { $0 != .done && $0 != .dropped }.map(\.rawValue) }
}

extension LogFormat: ExpressibleByArgument {}
