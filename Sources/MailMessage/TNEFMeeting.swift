/// What a TNEF message says of a meeting or a task.
struct TNEFMeeting {
    /// `IPM.Schedule.Meeting.Request`, `IPM.Microsoft Schedule.MtgReq` and the like.
    var messageClass: String?
    var summary: String?
    var organizer: String?
    var attendees: [String] = []
    var attributeStart: MailDate?
    var attributeEnd: MailDate?

    private var sender: String?
    private var location: String?
    private var starts: [MailDate?] = [nil, nil, nil]
    private var ends: [MailDate?] = [nil, nil, nil]
    private var identifier: String?

    /// Keeps what a property of the message says, if it is of use. Of several that say the same the best named counts.
    mutating func take(_ property: MAPIProperties.Property, text: (MAPIProperties.Property) -> String) {
        switch property.name {
        case .messageClass: messageClass = messageClass ?? text(property)
        case .subject: summary = text(property)
        case .location: location = text(property)
        case .meetingLocation: location = location ?? text(property)
        case .appointmentStart, .taskStart: starts[0] = property.moment
        case .commonStart: starts[1] = property.moment
        case .startDate: starts[2] = property.moment
        case .appointmentEnd, .taskDue: ends[0] = property.moment
        case .commonEnd: ends[1] = property.moment
        case .endDate: ends[2] = property.moment
        case .representedSMTPAddress: organizer = text(property)
        case .representedAddress: organizer = organizer ?? TNEFReader.smtpAddress(text(property))
        case .senderSMTPAddress: sender = text(property)
        case .senderAddress: sender = sender ?? TNEFReader.smtpAddress(text(property))
        case .globalObjectIdentifier: identifier = identifier ?? Self.identifier(property.value)
        case .cleanGlobalObjectIdentifier: identifier = Self.identifier(property.value)
        default: break
        }
    }

    /// The UID of a calendar's object (MS-OXCICAL §2.1.3.1.1.20.26): the text that another calendar gave, or the octets in hexadecimal.
    private static func identifier(_ octets: ArraySlice<UInt8>) -> String? {
        guard octets.count >= 40, octets.count <= 1024 else { return nil }
        let data = octets.dropFirst(40)
        let mark = Array("vCal-Uid".utf8) + [1, 0, 0, 0]
        if data.starts(with: mark) { return String(decoding: data.dropFirst(mark.count).prefix { $0 != 0 }, as: UTF8.self) }
        var clean = Array(octets)
        // The date of one occurrence is not part of it.
        for index in 16..<20 { clean[index] = 0 }
        let digits = Array("0123456789ABCDEF".utf8)
        return String(decoding: clean.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// What the message is about, by its class; nil if that is no meeting and no task.
    func facts(from author: String?, to recipient: String?) -> CalendarFacts? {
        guard let messageClass else { return nil }
        var facts = CalendarFacts()
        let words = messageClass.lowercased().split(separator: ".")
        switch (words.dropLast().last, words.last) {
        case (_, "mtgreq"), ("meeting", "request"): facts.method = "request"
        case (_, "mtgcncl"), ("meeting", "canceled"): facts.method = "cancel"
        case (_, "mtgrespp"), ("resp", "pos"): (facts.method, facts.answer) = ("reply", "accepted")
        case (_, "mtgrespn"), ("resp", "neg"): (facts.method, facts.answer) = ("reply", "declined")
        case (_, "mtgrespa"), ("resp", "tent"): (facts.method, facts.answer) = ("reply", "tentative")
        case (_, "appointment"): facts.method = "publish"
        case ("taskrequest", "accept"): (facts.method, facts.answer, facts.isTask) = ("reply", "accepted", true)
        case ("taskrequest", "decline"): (facts.method, facts.answer, facts.isTask) = ("reply", "declined", true)
        case (_, "taskrequest"): (facts.method, facts.isTask) = ("request", true)
        case (_, "task"): (facts.method, facts.isTask) = ("publish", true)
        default: return nil
        }
        facts.summary = summary
        facts.location = location
        facts.identifier = identifier
        facts.start = (starts + [attributeStart]).lazy.compactMap { $0 }.first
        facts.end = (ends + [attributeEnd]).lazy.compactMap { $0 }.first
        facts.attendees = attendees
        // Who answers writes to the organizer; who invites is one, or writes for one.
        facts.organizer = facts.method == "reply" ? organizerAnswered(recipient) : organizer ?? sender ?? author
        return facts
    }

    private func organizerAnswered(_ recipient: String?) -> String? { attendees.first ?? recipient }
}
