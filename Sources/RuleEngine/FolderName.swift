import SourceText

/// Names of folders that hold data from mail (rules language §6): what is not safe is a rule error, never repaired.
enum FolderName {
    /// The most octets of one segment of a path.
    static let longestSegment = 255
    /// The most octets of a whole path.
    static let longest = 1000

    static func checked(_ pieces: [TextValue.Piece], at span: SourceSpan) throws(Fault) -> String {
        for piece in pieces where piece.isData { try check(data: piece.text, span) }
        let name = pieces.reduce(into: "") { $0 += $1.text }
        let holdsData = pieces.contains { $0.isData }
        for segment in name.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false) {
            if segment.isEmpty { throw Fault("the folder's name has an empty part", at: span) }
            if segment.elementsEqual(".".unicodeScalars) || segment.elementsEqual("..".unicodeScalars) {
                throw Fault("a part of a folder's name can't be . or ..", at: span)
            }
            if holdsData, segment.first == "." { throw Fault("a part of the folder's name begins with a dot", at: span) }
            if String(segment).utf8.count > longestSegment {
                throw Fault("a part of the folder's name is longer than \(longestSegment) octets", at: span)
            }
        }
        if name.utf8.count > longest { throw Fault("the folder's name is longer than \(longest) octets", at: span) }
        if name.unicodeScalars.contains(where: MailText.isControl) {
            throw Fault("the folder's name holds a control character", at: span)
        }
        return name
    }

    private static func check(data text: String, _ span: SourceSpan) throws(Fault) {
        if text.isEmpty { throw Fault("a value for the folder's name is empty", at: span) }
        if text.utf8.count > longestSegment {
            throw Fault("a value for the folder's name is longer than \(longestSegment) octets", at: span)
        }
        if text.unicodeScalars.first == "." { throw Fault("a value for the folder's name begins with a dot", at: span) }
        for scalar in text.unicodeScalars {
            if scalar == "/" || scalar == "\\" { throw Fault("a value for the folder's name holds a \(scalar)", at: span) }
            if MailText.isControl(scalar) { throw Fault("a value for the folder's name holds a control character", at: span) }
        }
    }
}
