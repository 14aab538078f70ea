/// A message as one JSON object, the same for every reader that reads it rightly, for comparison with other parsers.
///
/// | field | value |
/// |---|---|
/// | `subject` | decoded, blanks and NUL made single spaces; null when absent |
/// | `from` `to` `cc` `reply_to` | lists of `[name, address]`; null when absent |
/// | `date` | in UTC; null when absent or unreadable |
/// | `message_id` `list_id` | text or null |
/// | `tree` | `type/subtype` with the children in parentheses |
/// | `filenames` | of the leaf parts, in order |
/// | `texts` | `[type, text]` of the text/plain and text/html leaves that are no attachments, outside of enclosed messages |
/// | `size` `automated` `in_reply_to` `references` `attachments` `truncated` `malformed` | as the rules see them |
public struct CanonicalForm {
    private let message: Message

    public init(_ message: Message) { self.message = message }

    public var subject: String? { message.subject.map { Self.collapsed($0.text) } }
    public var date: String? { message.date?.utcText }
    public var messageID: String? { message.messageID }
    public var listID: String? { message.listID.map(Self.collapsed) }

    /// nil when the message has no field of the name.
    public func addresses(_ name: String) -> [(name: String, address: String)]? {
        guard !message.fields(named: name).isEmpty else { return nil }
        return message.addresses(in: name).map { (Self.collapsed($0.displayName), $0.address) }
    }

    public var tree: String {
        enum Step {
            case part(Part)
            case text(String)
        }
        var text = ""
        var waiting = [Step.part(message.root)]
        while let step = waiting.popLast() {
            switch step {
            case .text(let piece): text += piece
            case .part(let part):
                text += part.type
                guard part.isMultipart || !part.children.isEmpty else { continue }
                text += "("
                waiting.append(.text(")"))
                for (index, child) in part.children.enumerated().reversed() {
                    waiting.append(.part(child))
                    if index > 0 { waiting.append(.text(",")) }
                }
            }
        }
        return text
    }

    public var filenames: [String] { message.leafParts.compactMap(\.filename).map(Self.collapsed) }

    public var texts: [(type: String, text: String)] {
        var texts: [(type: String, text: String)] = []
        var waiting = [message.root]
        while let part = waiting.popLast() {
            if part.isMultipart {
                waiting.append(contentsOf: part.children.reversed())
            } else if part.type == "text/plain" || part.type == "text/html", part.disposition != "attachment" {
                texts.append((part.type, Self.tidied(part.text.text)))
            }
        }
        return texts
    }

    /// The object on one line, without a line end.
    public var json: String { json(named: nil) }

    /// - Parameter name: The value of the key `message`, which is left out if it is nil.
    public func json(named name: String?) -> String {
        var object = JSONWriter()
        if let name { object.add("message", name) }
        object.add("subject", subject)
        for (key, name) in [("from", "from"), ("to", "to"), ("cc", "cc"), ("reply_to", "reply-to")] {
            object.add(key, pairs: addresses(name)?.map { [$0.name, $0.address] })
        }
        object.add("date", date)
        object.add("message_id", messageID)
        object.add("list_id", listID)
        object.add("tree", tree)
        object.add("filenames", list: filenames)
        object.add("texts", pairs: texts.map { [$0.type, $0.text] })
        object.add("size", message.size)
        object.add("automated", message.isAutomated)
        object.add("in_reply_to", list: message.inReplyTo)
        object.add("references", list: message.references)
        object.add("attachments", pairs: message.attachments.map { [$0.type, $0.filename ?? "", String($0.decodedSize)] })
        object.add("truncated", list: message.truncated)
        object.add("malformed", message.subject?.malformed ?? false)
        return object.text
    }

    /// Runs of white space and NUL made one space; trimmed.
    static func collapsed(_ text: String) -> String {
        var result = ""
        var isApart = false
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace || scalar.value == 0 || (0x1C...0x1F).contains(scalar.value) {
                isApart = !result.isEmpty
            } else {
                if isApart { result.unicodeScalars.append(" ") }
                isApart = false
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Line ends made LF; blanks at line ends and line ends at the end removed.
    static func tidied(_ text: String) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        var lineStart = 0
        func endLine() {
            while result.count > lineStart, result[result.count - 1].isBlank { result.removeLast() }
        }
        var previous: UInt8 = 0
        for octet in text.utf8 {
            defer { previous = octet }
            if octet == .lineFeed, previous == .carriageReturn { continue }
            if octet == .lineFeed || octet == .carriageReturn {
                endLine()
                result.append(.lineFeed)
                lineStart = result.count
            } else {
                result.append(octet)
            }
        }
        endLine()
        while result.last == .lineFeed { result.removeLast() }
        return String(decoding: result, as: UTF8.self)
    }
}
