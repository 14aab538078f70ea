/// How a MAPI property is called (MS-OXPROPS).
enum MAPIPropertyName: Equatable {
    /// By its number alone.
    case tagged(UInt16)
    /// By a number in a set, which the first octet of its GUID tells apart: 02 appointments, 08 common, 90 meetings.
    case named(set: UInt8, UInt32)
    /// By a word; none of them is asked for here.
    case worded

    static let subject = tagged(0x0037)
    static let startDate = tagged(0x0060)
    static let endDate = tagged(0x0061)
    static let representedName = tagged(0x0042)
    static let representedAddress = tagged(0x0065)
    static let representedSMTPAddress = tagged(0x5D02)
    static let senderAddress = tagged(0x0C1F)
    static let senderSMTPAddress = tagged(0x5D01)
    static let body = tagged(0x1000)
    static let compressedRTF = tagged(0x1009)
    /// The HTML body; as text in old mail, else as octets.
    static let html = tagged(0x1013)
    static let internetCodePage = tagged(0x3FDE)
    static let messageCodePage = tagged(0x3FFD)
    static let messageClass = tagged(0x001A)

    static let displayName = tagged(0x3001)
    static let emailAddress = tagged(0x3003)
    static let smtpAddress = tagged(0x39FE)

    static let attachmentData = tagged(0x3701)
    static let attachmentFilename = tagged(0x3704)
    static let attachmentMethod = tagged(0x3705)
    static let attachmentLongFilename = tagged(0x3707)
    static let attachmentTransportName = tagged(0x370C)
    static let attachmentType = tagged(0x370E)

    static let location = named(set: 0x02, 0x8208)
    static let appointmentStart = named(set: 0x02, 0x820D)
    static let appointmentEnd = named(set: 0x02, 0x820E)
    static let commonStart = named(set: 0x08, 0x8516)
    static let commonEnd = named(set: 0x08, 0x8517)
    static let taskStart = named(set: 0x03, 0x8104)
    static let taskDue = named(set: 0x03, 0x8105)
    static let globalObjectIdentifier = named(set: 0x90, 0x0003)
    static let cleanGlobalObjectIdentifier = named(set: 0x90, 0x0023)
    static let meetingLocation = named(set: 0x90, 0x0002)
}
