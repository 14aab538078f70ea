/// A folder's name as rules write it, `Lists/swift`, in segments that are safe to be file names (rules language §6).
public struct FolderPath: Sendable, Hashable {
    /// Octets of one encoded segment: a file name's limit.
    public static let longestSegment = 255
    /// How deep folders may nest.
    public static let deepest = 16

    public let segments: [String]

    /// - Throws: ``DeliveryError/unfitName(_:reason:)``; a name is never repaired.
    public init(_ name: String) throws(DeliveryError) {
        // By scalars: a combining mark joins the slash before it into one Character, which is no "/" any more.
        let segments = name.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
        guard segments.count <= Self.deepest else {
            throw .unfitName(name, reason: "it is deeper than \(Self.deepest) folders")
        }
        for segment in segments {
            if let reason = Self.fault(in: segment) { throw .unfitName(name, reason: reason) }
        }
        self.segments = segments
    }

    /// Whether it names the inbox: `INBOX`, in any case (RFC 3501 §5.1).
    public var isInbox: Bool { segments.count == 1 && segments[0].uppercased() == "INBOX" }

    private static func fault(in segment: String) -> String? {
        if segment.isEmpty { return "a part of it is empty" }
        if segment.unicodeScalars.first == "." { return "a part of it begins with a dot" }
        if segment.utf8.count > longestSegment { return "a part of it is longer than \(longestSegment) octets" }
        for scalar in segment.unicodeScalars {
            if scalar == "\\" { return "it holds a backslash" }
            if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) { return "it holds a control character" }
        }
        return nil
    }
}
