public import Foundation

/// What a daemon, or what it left, says of itself. `postroom status --json` prints it; the keys are fixed.
public struct DaemonStatus: Codable, Sendable, Equatable {
    public struct Account: Codable, Sendable, Equatable {
        public var name: String
        /// `polling`, `waiting`, or `stopped`.
        public var state: String
        public var lastSuccess: Date?
        public var nextPoll: Date?
        public var lastError: String?
        public var lastErrorAt: Date?
        /// Failed rounds since the last one that went well.
        public var failures = 0
        /// A hash over the account's rules and lists; nil where nobody has them loaded.
        public var rules: String?

        enum CodingKeys: String, CodingKey {
            case name, state, failures, rules
            case lastSuccess = "last-success"
            case nextPoll = "next-poll"
            case lastError = "last-error"
            case lastErrorAt = "last-error-at"
        }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .name)
            try container.encode(state, forKey: .state)
            try container.encode(lastSuccess, forKey: .lastSuccess)
            try container.encode(nextPoll, forKey: .nextPoll)
            try container.encode(lastError, forKey: .lastError)
            try container.encode(lastErrorAt, forKey: .lastErrorAt)
            try container.encode(failures, forKey: .failures)
            try container.encode(rules, forKey: .rules)
        }
    }

    public struct Queue: Codable, Sendable, Equatable {
        /// Forwards and other errands on their way.
        public var count = 0
        public var oldest: Date?
        /// Given up, with a reason; a person decides.
        public var parked = 0
        public var held = 0
        /// Whose destination comes with a later version, or whose account has no server to forward by.
        public var waiting = 0
        public var nextTry: Date?

        enum CodingKeys: String, CodingKey {
            case count, oldest, parked, held, waiting
            case nextTry = "next-try"
        }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(count, forKey: .count)
            try container.encode(oldest, forKey: .oldest)
            try container.encode(parked, forKey: .parked)
            try container.encode(held, forKey: .held)
            try container.encode(waiting, forKey: .waiting)
            try container.encode(nextTry, forKey: .nextTry)
        }
    }

    public struct Disk: Codable, Sendable, Equatable {
        /// Octets that are free where the state directory is.
        public var free = 0
        /// Octets in the spool.
        public var spool = 0
        public var minFree = 0
        public var maxSpool = 0

        enum CodingKeys: String, CodingKey {
            case free, spool
            case minFree = "min-free"
            case maxSpool = "max-spool"
        }
    }

    /// The daemon's process; nil: none is running.
    public var pid: Int32?
    public var since: Date?
    public var version: String?
    public var configuration: String
    public var accounts: [Account]
    public var queue = Queue()
    public var disk = Disk()
    /// Why the configuration or the rules of now are not those on disk; nil if the last reading went well.
    public var reloadError: String?

    enum CodingKeys: String, CodingKey {
        case pid, since, version, configuration, accounts, queue, disk
        case reloadError = "reload-error"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(pid, forKey: .pid)
        try container.encode(since, forKey: .since)
        try container.encode(version, forKey: .version)
        try container.encode(configuration, forKey: .configuration)
        try container.encode(accounts, forKey: .accounts)
        try container.encode(queue, forKey: .queue)
        try container.encode(disk, forKey: .disk)
        try container.encode(reloadError, forKey: .reloadError)
    }
}
