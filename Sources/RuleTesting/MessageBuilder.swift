import Foundation
import RuleLanguage

/// Makes a message's octets of what `given message` says.
///
/// Headers stand as they were written, in UTF-8 and with CRLF. A body gets the MIME headers it needs, unless the test wrote a
/// `Content-Type` of its own: then a `text` is the body as it stands.
struct MessageBuilder {
    /// The largest attachment that is made up, in octets.
    static let largestAttachment = 64 << 20

    private var out: [UInt8] = []
    private var boundaries = 0

    static func octets(of parts: [TestCase.Part]) -> [UInt8] {
        var builder = MessageBuilder()
        builder.build(parts)
        return builder.out
    }

    private mutating func build(_ parts: [TestCase.Part]) {
        var contents: [Content] = []
        var attachments: [Content] = []
        var hasType = false
        var hasVersion = false
        for part in parts {
            switch part {
            case .header(let line):
                let name = line.prefix { $0 != ":" }.lowercased()
                hasType = hasType || name == "content-type"
                hasVersion = hasVersion || name == "mime-version"
                write(line)
            case .text(let text): contents.append(.text(text, subtype: "plain"))
            case .html(let text): contents.append(.text(text, subtype: "html"))
            case .attachment(let name, let type, let size): attachments.append(.attachment(name: name, type: type, size: size))
            }
        }
        if hasType || (contents.isEmpty && attachments.isEmpty) {
            write("")
            for case .text(let text, _) in contents { write(Self.crlf(text)) }
            return
        }
        if !hasVersion { write("MIME-Version: 1.0") }
        var body: Content? = contents.count == 1 ? contents[0] : contents.isEmpty ? nil : .multipart("alternative", contents)
        if !attachments.isEmpty {
            if attachments.count == 1, body == nil {
                body = attachments[0]
            } else {
                body = .multipart("mixed", (body.map { [$0] } ?? []) + attachments)
            }
        }
        if let body { write(body) }
    }

    private indirect enum Content {
        case text(String, subtype: String)
        case attachment(name: String, type: String?, size: Int?)
        case multipart(String, [Content])
    }

    private mutating func write(_ line: String) {
        out += Array(line.utf8)
        out += [0x0D, 0x0A]
    }

    /// At most three levels deep: mixed, alternative, text.
    private mutating func write(_ content: Content) {
        switch content {
        case .text(let text, let subtype):
            write("Content-Type: text/\(subtype); charset=utf-8")
            write("Content-Transfer-Encoding: 8bit")
            write("")
            write(Self.crlf(text))
        case .attachment(let name, let type, let size):
            write("Content-Type: \(Self.oneLine(type ?? Self.type(of: name)))")
            write("Content-Disposition: attachment; \(Self.fileName(name))")
            write("Content-Transfer-Encoding: base64")
            write("")
            write(Self.filler(size, name))
        case .multipart(let subtype, let parts):
            boundaries += 1
            let boundary = "=_part_\(boundaries)_of_a_test"
            write("Content-Type: multipart/\(subtype); boundary=\"\(boundary)\"")
            write("")
            for part in parts {
                write("--\(boundary)")
                write(part)
            }
            write("--\(boundary)--")
        }
    }

    private static func crlf(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.unicodeScalars.last == "\r" ? String($0.unicodeScalars.dropLast()) : String($0) }
            .joined(separator: "\r\n")
    }

    private static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
    }

    /// Content of the size asked for, in base64 lines.
    private static func filler(_ size: Int?, _ name: String) -> String {
        let content = size.map { Data(repeating: UInt8(ascii: "x"), count: min(max(0, $0), largestAttachment)) } ?? Data("content of \(name)\n".utf8)
        return content.base64EncodedString(options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
    }

    /// `filename=`, or `filename*=` where it is not plain ASCII (RFC 2231 §4).
    private static func fileName(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
        if isPlain {
            let quoted = name.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
            return "filename=\"\(quoted)\""
        }
        var encoded = ""
        for octet in name.utf8 {
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                encoded.unicodeScalars.append(Unicode.Scalar(octet))
            default:
                let digits = String(octet, radix: 16, uppercase: true)
                encoded += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
            }
        }
        return "filename*=utf-8''\(encoded)"
    }

    private static func type(of name: String) -> String {
        let known = [
            "pdf": "application/pdf", "zip": "application/zip", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg",
            "gif": "image/gif", "txt": "text/plain; charset=utf-8", "csv": "text/csv; charset=utf-8", "html": "text/html; charset=utf-8",
            "ics": "text/calendar; charset=utf-8", "doc": "application/msword", "xls": "application/vnd.ms-excel",
            "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ]
        guard let dot = name.lastIndex(of: ".") else { return "application/octet-stream" }
        return known[name[name.index(after: dot)...].lowercased()] ?? "application/octet-stream"
    }
}
