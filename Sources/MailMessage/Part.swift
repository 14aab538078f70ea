/// One part of a message (RFC 2045): a leaf, a multipart, or an enclosed message. Like ``Message``, for one task.
public final class Part {
    let octets: Octets
    let header: HeaderIndex
    let limits: MessageLimits

    /// `text/plain`, in lower case; the default of the place where the header gives none that is valid.
    public let type: String
    /// Decoded parameters of Content-Type, names in lower case; the first of two counts.
    public let parameters: [String: String]
    /// `attachment`, `inline` or another, in lower case; nil without Content-Disposition.
    public let disposition: String?
    /// The name from Content-Disposition, else from Content-Type; decoded, not made safe: it is data, never a path.
    public let filename: String?
    public internal(set) var children: [Part] = []
    /// 0 for the root.
    public let depth: Int
    /// Where the part's body stands in the message, undecoded; for a file out of a winmail.dat, in octets of its own.
    public internal(set) var range: Range<Int>
    /// Content-Type or a parameter stands twice: readers differ about such a part.
    public let isAmbiguous: Bool
    let encoding: TransferEncoding
    let boundary: [UInt8]?
    let truncatedParameters: Bool
    /// It came out of another part and has octets of its own.
    private(set) var isUnpacked = false
    let budget: TextBudget
    /// Octets of ``text`` that a part of the body may have; nil for others.
    var textShare: Int?

    init(octets: Octets, header: HeaderIndex, bodyEnd: Int, depth: Int, defaultType: String, limits: MessageLimits, budget: TextBudget) {
        self.octets = octets
        self.budget = budget
        self.header = header
        self.depth = depth
        self.limits = limits
        range = header.bodyStart..<max(header.bodyStart, bodyEnd)
        let contentType = Self.parameterList("content-type", header, octets, limits)
        let contentDisposition = Self.parameterList("content-disposition", header, octets, limits)
        encoding = Self.encoding(header, octets)
        type = contentType.map { Self.validType($0.value) ?? "text/plain" } ?? defaultType
        parameters = Dictionary((contentType?.parameters ?? []).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        disposition = contentDisposition.flatMap { $0.value.isEmpty ? nil : $0.value }
        filename = [contentDisposition?["filename"], contentType?["name"]].lazy.compactMap { $0 }.first { !$0.isEmpty }
        boundary = contentType?.boundary
        let isTypedTwice = octets.withUnsafeBytes { header.positions(of: "content-type", in: $0).count > 1 }
        isAmbiguous = isTypedTwice || contentType?.isAmbiguous ?? false || contentDisposition?.isAmbiguous ?? false
        truncatedParameters = contentType?.truncated ?? false || contentDisposition?.truncated ?? false
    }

    /// What was unpacked out of another part: `range` of octets that are not the message's own.
    init(
        enclosed octets: Octets, range: Range<Int>, type: String?, charset: String? = nil, filename: String? = nil,
        disposition: String? = nil, depth: Int, limits: MessageLimits, budget: TextBudget
    ) {
        self.octets = octets
        self.budget = budget
        self.range = range
        self.depth = depth
        self.limits = limits
        self.disposition = disposition
        self.type = type.flatMap(Self.validType) ?? "application/octet-stream"
        self.filename = filename.flatMap { $0.isEmpty ? nil : $0 }
        parameters = charset.map { ["charset": $0] } ?? [:]
        header = HeaderIndex()
        encoding = .identity
        isAmbiguous = false
        boundary = nil
        truncatedParameters = false
        isUnpacked = true
        budget.share(with: self)
    }

    private static func parameterList(
        _ name: StaticString, _ header: HeaderIndex, _ octets: Octets, _ limits: MessageLimits
    ) -> ParameterList? {
        guard let entry = octets.withUnsafeBytes({ header.firstEntry(of: name, in: $0) }) else { return nil }
        return ParameterList(HeaderField(octets: octets, entry: entry, limits: limits).unfolded, limit: limits.parameters)
    }

    private static func encoding(_ header: HeaderIndex, _ octets: Octets) -> TransferEncoding {
        octets.withUnsafeBytes { all in
            guard let entry = header.firstEntry(of: "content-transfer-encoding", in: all) else { return .identity }
            let value = Array(all[entry.valueStart..<min(entry.valueEnd, entry.valueStart + 256)])
            let bare = value.trimmed.drop { $0 == UInt8(ascii: "\"") }
            return TransferEncoding(bare.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: "\"") && !$0.isBlankOrLineEnd })
        }
    }

    private static func validType(_ value: String) -> String? {
        let halves = value.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard halves.count == 2, !halves[0].isEmpty, !halves[1].isEmpty else { return nil }
        return value
    }

    /// The charset's name as written, in lower case; nil if the part gives none.
    public var charset: String? { parameters["charset"].map { $0.lowercased() } }

    /// Whether ``Message/bodyText`` has its text.
    var isBodyText: Bool { type.hasPrefix("text/") && disposition != "attachment" }

    public var isMultipart: Bool { type.hasPrefix("multipart/") }

    /// Whether the part is a whole message whose own parts are ``children``.
    public var isMessage: Bool { Self.messageTypes.contains(type) }

    static let messageTypes: Set<String> = ["message/rfc822", "message/global", "message/news"]

    /// A leaf with the disposition `attachment`, or with a file name.
    public var isAttachment: Bool { !isMultipart && (disposition == "attachment" || filename != nil) }

    /// The fields of a name in this part's header, compared without case.
    public func fields(named name: String) -> [HeaderField] {
        octets.withUnsafeBytes { header.positions(of: name, in: $0) }
            .map { HeaderField(octets: octets, entry: header.entries[$0], limits: limits) }
    }

    /// The body's octets as they stand, undecoded.
    public var rawOctets: [UInt8] { octets[range] }

    /// The first of ``rawOctets``, ``MessageLimits/decodedText`` at most.
    public var firstRawOctets: [UInt8] { octets[range.lowerBound..<min(range.upperBound, range.lowerBound + limits.decodedText)] }

    /// The body's octets, transfer encoding undone. Made anew at each call.
    public var decodedOctets: [UInt8] { octets.withOctets(in: range) { encoding.decode($0) } }

    /// What a winmail.dat (TNEF) holds; nil for other parts.
    private(set) lazy var tnef: TNEFUnpacking.Result? = {
        let isNamed = type == "application/ms-tnef" || type == "application/vnd.ms-tnef" || filename?.lowercased() == "winmail.dat"
        guard isNamed else { return nil }
        let (octets, isCut) = decodedPrefix(budget.tnefShare)
        let result = TNEFUnpacking.unpack(octets, in: self)
        if result != nil || octets.isEmpty { budget.takeTNEF(octets.count, isCut: isCut) }
        return result
    }()

    /// Files in uuencode inside of plain text.
    private(set) lazy var inlineFileParts: [Part] = inlineFiles()

    /// What a winmail.dat (TNEF) holds, in order: bodies, files, enclosed messages and what is in them. None in other parts.
    public var unpackedParts: [Part] { tnef?.parts ?? [] }

    /// The first of ``decodedOctets``.
    func firstOctets(_ count: Int) -> [UInt8] { decodedPrefix(count).octets }

    /// The first of ``decodedOctets``, and whether there are more.
    private func decodedPrefix(_ cap: Int) -> (octets: [UInt8], isCut: Bool) {
        // Three octets of quoted-printable make one; four of base64 three, with room for line ends.
        let share =
            switch encoding {
            case .identity: cap
            case .base64, .uuencode: cap / 2 * 3 + 1024
            case .quotedPrintable: cap * 3 + 1024
            }
        let source = range.lowerBound..<min(range.upperBound, range.lowerBound + share)
        guard cap > 0 else { return ([], !source.isEmpty) }
        var gone = source.lowerBound
        var decoded = octets.withOctets(in: source) { piece in
            encoding.decode(piece) { passed in
                octets.letGo(gone..<(source.lowerBound + passed))
                gone = source.lowerBound + passed
            }
        }
        if source.count >= MappedFile.stretch { octets.letGo(source) }
        let isCut = decoded.count > cap || range.count > share
        if decoded.count > cap { decoded.removeLast(decoded.count - cap) }
        return (decoded, isCut)
    }

    /// The count of ``decodedOctets``.
    public private(set) lazy var decodedSize: Int = PackedSize.count(encoding, octets, in: range)

    /// What an HTML document says of its charset, where its part says nothing and it is no UTF-8.
    private func labelInside(_ decoded: [UInt8]) -> String? {
        guard type == "text/html", !decoded.withUnsafeBytes({ CharsetSniffer.isUTF8($0) }) else { return nil }
        return HTMLCharset.declared(in: decoded[...])
    }

    /// The body as text: transfer encoding undone, charset decoded, line ends made LF; all parts of a message together have
    /// ``MessageLimits/decodedText`` octets in the body and as many elsewhere.
    public private(set) lazy var text: DecodedText = {
        let (decoded, isCut) = decodedPrefix(textShare ?? budget.share)
        isTextTruncated = isCut
        if textShare == nil { budget.take(decoded.count, isCut: isCut) }
        let text = CharsetDecoder.decode(decoded, label: charset ?? labelInside(decoded))
        return DecodedText(text: LineEnds.unified(text.text), malformed: text.malformed || isDamaged)
    }()

    /// Whether ``text`` was cut; known once it was asked for.
    private(set) var isTextTruncated = false

    /// What holds the part said that some of it is lost or wrong.
    var isDamaged = false
}
