public import Foundation

/// A message whose octets are durable in the spool, about to be admitted to the ledger.
public struct Arrival: Sendable {
    public let uidl: String
    /// The hash of the octets as they were retrieved, line ends normalised.
    public let contentHash: [UInt8]
    /// Octets as retrieved.
    public let size: Int
    /// Octets in the spool.
    public let storedSize: Int
    public let hasBareLineEnds: Bool
    public let spoolName: String
    public let firstSeen: Date
    /// ``ServerCopy/present``, or ``ServerCopy/deleteDue`` where it may be gone already.
    public let serverCopy: ServerCopy

    public init(
        uidl: String, contentHash: [UInt8], size: Int, storedSize: Int, hasBareLineEnds: Bool,
        spoolName: String, firstSeen: Date, serverCopy: ServerCopy
    ) {
        self.uidl = uidl
        self.contentHash = contentHash
        self.size = size
        self.storedSize = storedSize
        self.hasBareLineEnds = hasBareLineEnds
        self.spoolName = spoolName
        self.firstSeen = firstSeen
        self.serverCopy = serverCopy
    }
}

/// What the ledger made of an ``Arrival``.
public enum Admission: Equatable, Sendable {
    /// A new row, with the spool's file as its own.
    case new(MessageRow)
    /// A known row, absent from the complete listing, took over the new UIDL. The spool's file is not needed.
    case claimed(MessageRow)
    /// The same UIDL with the same content: it came back. The spool's file is not needed.
    case known(MessageRow)

    public var row: MessageRow {
        switch self {
        case .new(let row), .claimed(let row), .known(let row): row
        }
    }
}
