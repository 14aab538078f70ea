public import ArgumentParser
public import EventLog
public import Store

// Words of other targets that may stand on the command line.

extension QueueID: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

extension QueueState: ExpressibleByArgument {}

extension LogFormat: ExpressibleByArgument {}
