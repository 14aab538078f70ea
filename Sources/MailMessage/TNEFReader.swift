/// Files and meetings in Microsoft's winmail.dat (MS-OXTNEF): a list of attributes, each with its length. Every length is
/// checked against what is there; reading ends at the first that is wrong.
struct TNEFReader {
    struct File: Sendable {
        /// Not made safe: data, never a path.
        var name: String?
        var type: String?
        var content: [UInt8] = []
    }

    private(set) var files: [File] = []
    /// `IPM.Microsoft Schedule.MtgReq` and the like.
    private(set) var messageClass: String?
    private(set) var start: MailDate?

    private enum Attribute {
        static let startDate: UInt32 = 0x0003_0006
        static let messageClass: UInt32 = 0x0007_8008
        static let codePage: UInt32 = 0x0006_9007
        static let attachmentBegins: UInt32 = 0x0006_9002
        static let attachmentTitle: UInt32 = 0x0001_8010
        static let attachmentData: UInt32 = 0x0006_800F
        static let attachmentProperties: UInt32 = 0x0006_9005
    }

    private var codePage = "windows-1252"

    /// - Returns: nil if the octets do not begin as TNEF does.
    init?(_ octets: [UInt8], limits: MessageLimits) {
        var cursor = LittleEndianCursor(octets[...])
        guard cursor.uint32() == 0x223E_9F78, cursor.uint16() != nil else { return nil }
        while files.count < limits.parts, let level = cursor.uint8(), level == 1 || level == 2, let tag = cursor.uint32(),
            let length = cursor.uint32(), let data = cursor.take(Int(length)), cursor.uint16() != nil
        {
            read(tag, data, limits)
        }
    }

    private mutating func read(_ tag: UInt32, _ data: ArraySlice<UInt8>, _ limits: MessageLimits) {
        switch tag {
        case Attribute.codePage:
            var cursor = LittleEndianCursor(data)
            if let page = cursor.uint32() { codePage = "windows-\(page)" }
        case Attribute.messageClass: messageClass = text(data)
        case Attribute.startDate: start = Self.date(data)
        case Attribute.attachmentBegins: files.append(File())
        case Attribute.attachmentTitle where !files.isEmpty:
            if files[files.count - 1].name == nil { files[files.count - 1].name = text(data) }
        case Attribute.attachmentData where !files.isEmpty: files[files.count - 1].content = Array(data)
        case Attribute.attachmentProperties where !files.isEmpty: readProperties(data, limits)
        default: break
        }
    }

    private mutating func readProperties(_ data: ArraySlice<UInt8>, _ limits: MessageLimits) {
        var properties = MAPIProperties(data, limit: limits.headerCount)
        while let property = properties.next() {
            switch property.identifier {
            case 0x3707: files[files.count - 1].name = text(of: property)
            case 0x370E: files[files.count - 1].type = text(of: property).lowercased()
            case 0x3701 where files[files.count - 1].content.isEmpty: files[files.count - 1].content = Array(property.value)
            default: break
            }
        }
    }

    private func text(_ data: ArraySlice<UInt8>) -> String {
        CharsetDecoder.decode(Array(data.prefix { $0 != 0 }), label: codePage).text
    }

    private func text(of property: MAPIProperties.Property) -> String {
        guard property.isUnicode else { return text(property.value) }
        let text = CharsetDecoder.decode(Array(property.value), label: "utf-16le").text
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix { $0.value != 0 }))
    }

    /// Seven numbers of 16 bits: year, month, day, hour, minute, second, day of the week.
    private static func date(_ data: ArraySlice<UInt8>) -> MailDate? {
        var cursor = LittleEndianCursor(data)
        guard let year = cursor.uint16(), let month = cursor.uint16(), let day = cursor.uint16(), let hour = cursor.uint16(),
            let minute = cursor.uint16(), let second = cursor.uint16(), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        let days = MailDate.days(year: Int(year), month: Int(month), day: Int(day))
        return MailDate(seconds: days * 86_400 + Int(hour) * 3600 + Int(minute) * 60 + Int(second), offsetSeconds: 0)
    }

    /// What a meeting message is about, by its class; nil for other messages.
    var calendar: CalendarFacts? {
        guard let messageClass else { return nil }
        var facts = CalendarFacts()
        facts.start = start
        switch messageClass.lowercased().split(separator: ".").last {
        case "mtgreq", "request": facts.method = "request"
        case "mtgcncl", "canceled": facts.method = "cancel"
        case "mtgrespp", "pos": (facts.method, facts.answer) = ("reply", "accepted")
        case "mtgrespn", "neg": (facts.method, facts.answer) = ("reply", "declined")
        case "mtgrespa", "tent": (facts.method, facts.answer) = ("reply", "tentative")
        default: return nil
        }
        return facts
    }
}
