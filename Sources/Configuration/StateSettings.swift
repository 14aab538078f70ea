/// `[state]`: where the database and the spool lie, and how much room they may take.
public struct StateSettings: Sendable, Hashable {
    /// Holds the database, the spool and the lock. One process owns it at a time.
    public var directory: String
    /// Retrieval pauses while the spool holds more octets than this.
    public var maxSpool: Int
    /// Retrieval pauses while the file system has fewer free octets than this.
    public var minFree: Int
    /// How long the octets of a message are kept after its delivery; nil: they go with the delivery.
    public var keepOctets: Duration?

    public static let defaultMaxSpool = 10 << 30
    public static let defaultMinFree = 256 << 20

    public init(
        directory: String, maxSpool: Int = defaultMaxSpool, minFree: Int = defaultMinFree, keepOctets: Duration? = nil
    ) {
        self.directory = directory
        self.maxSpool = maxSpool
        self.minFree = minFree
        self.keepOctets = keepOctets
    }
}
