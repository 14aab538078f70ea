/// What a repair found, did, and could not do. `postroom repair --json` prints it; the keys are fixed.
public struct RepairReport: Sendable, Codable, Equatable {
    /// One message that was not simply taken over.
    public struct Affected: Sendable, Codable, Equatable {
        public enum Fate: String, Sendable, Codable {
            /// Found in the spool without a row: it is decided anew at the next poll.
            case decided
            /// Set aside for a person to look at: in the queue.
            case setAside = "set-aside"
            /// Its octets are not here; the server is asked for it again.
            case fetched
            /// One of its copies may not have been made.
            case incomplete
            /// Its octets are nowhere here, and the server had let it go.
            case lost
        }

        public var id: Int64
        public var account: String
        public var from: String?
        public var subject: String?
        public var fate: Fate
        public var reason: String

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id, forKey: .id)
            try container.encode(account, forKey: .account)
            try container.encode(from, forKey: .from)
            try container.encode(subject, forKey: .subject)
            try container.encode(fate, forKey: .fate)
            try container.encode(reason, forKey: .reason)
        }
    }

    /// Nil: the ledger is sound, and nothing was changed.
    public var fault: String?
    public var isDryRun = false
    /// The names under which the damaged files are kept.
    public var aside: [String] = []
    /// Messages that the new ledger knows.
    public var messages = 0
    /// Pages of the damaged file that could not be read.
    public var unreadablePages = 0
    /// The tables that lost rows with them; `unknown` where nothing tells.
    public var tables: [String] = []
    /// Whether the damaged file is shorter than it says.
    public var isCut = false
    /// Whether its write-ahead log had transactions that could not be read.
    public var hasLostTransactions = false
    /// Messages of which only the unique-id and the hash were left.
    public var fromIndexes = 0
    /// Messages that only the backup knew.
    public var fromBackup = 0
    /// Plans and effects whose message nobody knows.
    public var orphans = 0
    /// Messages that were found in folders alone; the next poll knows them again.
    public var inFolders = 0
    /// Accounts whose name is lost.
    public var namelessAccounts = 0
    /// Directories of mbox files: mail in them is not looked at, so what only they have may come again.
    public var unreadFolders: [String] = []
    public var affected: [Affected] = []

    public init() {}

    enum CodingKeys: String, CodingKey {
        case fault, aside, messages, tables, orphans, affected
        case isDryRun = "dry-run"
        case unreadablePages = "unreadable-pages"
        case isCut = "cut-short"
        case hasLostTransactions = "lost-transactions"
        case fromIndexes = "from-indexes"
        case fromBackup = "from-backup"
        case inFolders = "in-folders"
        case namelessAccounts = "nameless-accounts"
        case unreadFolders = "unread-folders"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(fault, forKey: .fault)
        try container.encode(isDryRun, forKey: .isDryRun)
        try container.encode(aside, forKey: .aside)
        try container.encode(messages, forKey: .messages)
        try container.encode(unreadablePages, forKey: .unreadablePages)
        try container.encode(tables, forKey: .tables)
        try container.encode(isCut, forKey: .isCut)
        try container.encode(hasLostTransactions, forKey: .hasLostTransactions)
        try container.encode(fromIndexes, forKey: .fromIndexes)
        try container.encode(fromBackup, forKey: .fromBackup)
        try container.encode(orphans, forKey: .orphans)
        try container.encode(inFolders, forKey: .inFolders)
        try container.encode(namelessAccounts, forKey: .namelessAccounts)
        try container.encode(unreadFolders, forKey: .unreadFolders)
        try container.encode(affected, forKey: .affected)
    }

    /// Whether all was rebuilt: no message has to be looked at, fetched again, or given up, and no row may be missing.
    public var isComplete: Bool {
        fault == nil || (affected.isEmpty && tables.isEmpty && !isCut && !hasLostTransactions && orphans == 0 && namelessAccounts == 0 && inFolders == 0 && fromIndexes == 0 && unreadFolders.isEmpty)
    }
}
