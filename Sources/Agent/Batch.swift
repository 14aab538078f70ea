import Foundation
import Spool

/// Messages on their way that become durable, and are decided, together.
struct Batch: Sendable {
    /// A batch is handed on at so many messages,
    static let messages = 512
    /// or so many octets in memory or in the spool,
    static let octets = 8 << 20
    /// or when its first message is so many seconds old.
    static let seconds = 5.0

    struct Item: Sendable {
        /// Of this session.
        var number: Int
        var uidl: String
        var file: SpooledFile
    }

    /// Opened before its first file.
    let watch: WriteWatch
    var items: [Item] = []
    private(set) var octets = 0
    private var began = ContinuousClock.Instant.now

    init(watch: WriteWatch) {
        self.watch = watch
    }

    mutating func append(_ item: Item) {
        if items.isEmpty { began = .now }
        items.append(item)
        octets += item.file.size
    }

    var isFull: Bool {
        items.count >= Self.messages || octets >= Self.octets || ContinuousClock.Instant.now - began > .seconds(Self.seconds)
    }
}

/// A message that the ledger holds: its octets and the fact that they are here are on disk.
struct AdmittedMessage: Sendable {
    /// Its row.
    var id: Int64
    var uidl: String
    var spoolName: String
    var size: Int
    var retrievedSize: Int
    var contentHash: [UInt8]
    var firstSeen: Date
    /// How often `on error defer` put it off.
    var deferrals = 0
    /// Whether deciding it ended the process too often.
    var isHopeless = false
    /// The octets, if they are small and just came.
    var octets: [UInt8]?
}
