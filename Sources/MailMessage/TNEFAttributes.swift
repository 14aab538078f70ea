/// The attributes of a TNEF stream, one by one (MS-OXTNEF §2.1.1). Every length is held against
/// what is there: one that goes beyond gives what is left, as where a stream was cut.
struct TNEFAttributes {
    struct Attribute {
        var tag: Tag
        var data: ArraySlice<UInt8>
    }

    enum Tag: UInt32 {
        case owner = 0x0006_0000
        case startDate = 0x0003_0006
        case endDate = 0x0003_0007
        case from = 0x0000_8000
        case subject = 0x0001_8004
        case messageClass = 0x0007_8008
        case body = 0x0002_800C
        case attachmentData = 0x0006_800F
        case attachmentTitle = 0x0001_8010
        case attachmentBegins = 0x0006_9002
        case messageProperties = 0x0006_9003
        case recipients = 0x0006_9004
        case attachmentProperties = 0x0006_9005
        case codePage = 0x0006_9007
        /// One that nobody here asks for.
        case other = 0
    }

    private var cursor: LittleEndianCursor

    /// - Returns: nil if the octets do not begin as TNEF does.
    init?(_ octets: ArraySlice<UInt8>) {
        cursor = LittleEndianCursor(octets)
        guard cursor.uint32() == 0x223E_9F78, cursor.uint16() != nil else { return nil }
    }

    mutating func next() -> Attribute? {
        guard let level = cursor.uint8(), level == 1 || level == 2, let tag = cursor.uint32(), let length = cursor.uint32(),
            let data = cursor.take(min(Int(length), cursor.rest.count))
        else { return nil }
        // A sum of the data's octets, which tells nobody anything.
        _ = cursor.uint16()
        return Attribute(tag: Tag(rawValue: tag) ?? .other, data: data)
    }
}
