/// One message in Microsoft's winmail.dat (MS-OXTNEF): its bodies, its files, what it says of a meeting.
struct TNEFReader {
    struct Text {
        /// Octets in the charset.
        var content: ArraySlice<UInt8>
        var charset: String
    }

    struct File {
        /// Not made safe: data, never a path.
        var name: String?
        var type: String?
        var content: ArraySlice<UInt8> = []
        /// The content is the TNEF of an enclosed message.
        var isMessage = false

        fileprivate var method: UInt32?
        fileprivate var shortName: String?
    }

    private(set) var plain: Text?
    private(set) var html: Text?
    /// As it is in the stream, compressed.
    private(set) var compressedRTF: ArraySlice<UInt8>?
    private(set) var files: [File] = []
    private(set) var meeting = TNEFMeeting()
    /// There were more files than the limit.
    private(set) var isTruncated = false

    private let limits: MessageLimits
    private var codePage = 1252
    private var htmlCodePage: Int?

    /// - Parameter fileLimit: How many files are read.
    /// - Returns: nil if the octets do not begin as TNEF does.
    init?(_ octets: ArraySlice<UInt8>, limits: MessageLimits, fileLimit: Int) {
        guard var attributes = TNEFAttributes(octets) else { return nil }
        self.limits = limits
        while let attribute = attributes.next() {
            if attribute.tag == .attachmentBegins {
                guard files.count < fileLimit else {
                    isTruncated = true
                    break
                }
                files.append(File())
            }
            read(attribute.tag, attribute.data)
        }
        for index in files.indices { files[index].settle() }
        if var html, html.charset.isEmpty {
            html.charset = htmlCodePage.map(CodePage.label) ?? HTMLCharset.declared(in: html.content) ?? CodePage.label(codePage)
            self.html = html
        }
    }

    private mutating func read(_ tag: TNEFAttributes.Tag, _ data: ArraySlice<UInt8>) {
        switch tag {
        case .codePage:
            var cursor = LittleEndianCursor(data)
            if let page = cursor.uint32() { codePage = Int(page) }
        case .messageClass: meeting.messageClass = text(data)
        case .subject: meeting.summary = meeting.summary ?? text(data)
        case .startDate: meeting.attributeStart = Self.date(data)
        case .endDate: meeting.attributeEnd = Self.date(data)
        case .from, .owner: if meeting.organizer == nil { meeting.organizer = Self.triple(data, tag).map(text).flatMap(Self.smtpAddress) }
        case .body: if plain == nil, !data.isEmpty { plain = octetText(data) }
        case .messageProperties: readMessage(data)
        case .recipients: readRecipients(data)
        case .attachmentTitle where !files.isEmpty: files[files.count - 1].shortName = text(data)
        case .attachmentData where !files.isEmpty: if !files[files.count - 1].isMessage { files[files.count - 1].content = data }
        case .attachmentProperties where !files.isEmpty: readFile(data)
        default: break
        }
    }

    private mutating func readMessage(_ data: ArraySlice<UInt8>) {
        var properties = MAPIProperties(data, limit: limits.headerCount)
        while let property = properties.next() {
            switch property.name {
            case .body: plain = bodyText(of: property)
            case .html:
                html = property.type == MAPIProperties.unicode ? bodyText(of: property) : Text(content: property.value, charset: "")
            case .compressedRTF: compressedRTF = property.value
            case .internetCodePage: htmlCodePage = property.number.map { Int($0) }
            case .messageCodePage: if let page = property.number, page != 0 { codePage = Int(page) }
            default: meeting.take(property, text: text(of:))
            }
        }
    }

    private mutating func readFile(_ data: ArraySlice<UInt8>) {
        let last = files.count - 1
        var properties = MAPIProperties(data, limit: limits.headerCount)
        while let property = properties.next() {
            switch property.name {
            case .attachmentLongFilename: files[last].name = text(of: property)
            case .attachmentFilename, .displayName, .attachmentTransportName:
                if files[last].shortName?.isEmpty ?? true { files[last].shortName = text(of: property) }
            case .attachmentType: files[last].type = text(of: property).lowercased()
            case .attachmentMethod: files[last].method = property.number
            case .attachmentData:
                // An object's octets stand behind the GUID of its interface.
                let inner = property.type == 0x000D ? property.value.dropFirst(16) : property.value
                files[last].isMessage = property.type == 0x000D && TNEFAttributes(inner) != nil
                if files[last].content.isEmpty || files[last].isMessage { files[last].content = inner }
            default: break
            }
        }
    }

    /// Rows of properties, one for each recipient.
    private mutating func readRecipients(_ data: ArraySlice<UInt8>) {
        var cursor = LittleEndianCursor(data)
        guard let count = cursor.uint32() else { return }
        var rest = cursor.rest
        for _ in 0..<count where meeting.attendees.count < limits.addresses {
            guard rest.count > 4 else { return }
            var properties = MAPIProperties(rest, limit: limits.headerCount)
            var address: String?
            while let property = properties.next() {
                switch property.name {
                case .smtpAddress: address = text(of: property)
                case .emailAddress: address = address ?? Self.smtpAddress(text(of: property))
                default: break
                }
            }
            if let address, !address.isEmpty { meeting.attendees.append(address) }
            rest = properties.rest
        }
    }

    // MARK: - Text

    private func bodyText(of property: MAPIProperties.Property) -> Text {
        guard property.type == MAPIProperties.unicode else { return octetText(property.value) }
        var content = property.value
        // The end is marked by a zero.
        while content.count >= 2, content.suffix(2).allSatisfy({ $0 == 0 }) { content = content.dropLast(2) }
        return Text(content: content, charset: "utf-16le")
    }

    private func octetText(_ data: ArraySlice<UInt8>) -> Text {
        var content = data
        while content.last == 0 { content = content.dropLast() }
        return Text(content: content, charset: CodePage.label(codePage))
    }

    /// At most as much as a header field may have.
    private func text(_ data: ArraySlice<UInt8>) -> String {
        let data = data.prefix(limits.fieldOctets).prefix { $0 != 0 }
        return CharsetDecoder.decode(Array(data), label: CodePage.label(codePage)).text
    }

    private func text(of property: MAPIProperties.Property) -> String {
        guard property.type == MAPIProperties.unicode else { return text(property.value) }
        let text = CharsetDecoder.decode(Array(property.value.prefix(limits.fieldOctets & ~1)), label: "utf-16le").text
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix { $0.value != 0 }))
    }

    /// What has an `@`, without `SMTP:`; names in Exchange's directory are no addresses.
    static func smtpAddress(_ text: String) -> String? {
        let bare = text.utf8.prefix(5).map(\.lowered).elementsEqual("smtp:".utf8) ? String(Substring(text.utf8.dropFirst(5))) : text
        return bare.utf8.contains(UInt8(ascii: "@")) && !bare.utf8.contains(where: \.isControl) ? bare : nil
    }

    // MARK: - Old structures

    /// The address in a sender's structure (MS-OXTNEF §2.1.3.3): lengths of a name and an address, and both.
    private static func triple(_ data: ArraySlice<UInt8>, _ tag: TNEFAttributes.Tag) -> ArraySlice<UInt8>? {
        var cursor = LittleEndianCursor(data)
        if tag == .from, cursor.take(4) == nil { return nil }
        guard let nameLength = cursor.uint16() else { return nil }
        if tag == .from {
            guard let addressLength = cursor.uint16(), cursor.take(Int(nameLength)) != nil else { return nil }
            return cursor.take(Int(addressLength))
        }
        guard cursor.take(Int(nameLength)) != nil, let addressLength = cursor.uint16() else { return nil }
        return cursor.take(Int(addressLength))
    }

    /// Seven numbers of 16 bits: year, month, day, hour, minute, second, day of the week.
    private static func date(_ data: ArraySlice<UInt8>) -> MailDate? {
        var cursor = LittleEndianCursor(data)
        guard let year = cursor.uint16(), let month = cursor.uint16(), let day = cursor.uint16(), let hour = cursor.uint16(),
            let minute = cursor.uint16(), let second = cursor.uint16(), (1...12).contains(month), (1...31).contains(day), hour < 24,
            minute < 60, second <= 60
        else { return nil }
        let days = MailDate.days(year: Int(year), month: Int(month), day: Int(day))
        return MailDate(seconds: days * 86_400 + Int(hour) * 3600 + Int(minute) * 60 + Int(second), offsetSeconds: 0)
    }
}

extension TNEFReader.File {
    /// The long name counts before the short one.
    fileprivate mutating func settle() {
        if name?.isEmpty ?? true { name = shortName }
        if isMessage { type = "message/rfc822" }
    }
}
