import Foundation

/// A header field that a rule added.
public struct AddedField: Sendable, Hashable, Codable {
    public var name: String
    /// Decoded, on one line.
    public var value: String

    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// Whether a text may be a field's name: printable ASCII without a colon (RFC 5322 §2.2).
    static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 76 && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") }
    }

    /// The field as octets with its line end: folded at spaces behind 76 columns, RFC 2047 words where it is not ASCII.
    func encoded(lineEnd: [UInt8]) -> [UInt8] {
        var result = Array("\(name):".utf8)
        var column = result.count
        for word in words {
            if column + 1 + word.utf8.count > 76, column > name.utf8.count + 1 {
                result += lineEnd
                column = 0
            }
            result.append(UInt8(ascii: " "))
            result += Array(word.utf8)
            column += 1 + word.utf8.count
        }
        return result + lineEnd
    }

    /// What stands between the spaces of the encoded value.
    private var words: [String] {
        let plain = value.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x09 } && !value.contains("=?")
        if plain { return value.split(separator: " ", omittingEmptySubsequences: false).map(String.init) }
        // An encoded word has at most 75 octets (RFC 2047 §2): 45 octets of text, cut between characters; the first one fewer,
        // for it stands on the line of the name.
        let first = min(45, max(12, (76 - name.utf8.count - 2 - 12) / 4 * 3))
        var words: [String] = []
        var piece: [UInt8] = []
        func close() {
            if !piece.isEmpty { words.append("=?UTF-8?B?\(Data(piece).base64EncodedString())?=") }
            piece = []
        }
        for scalar in value.unicodeScalars {
            let octets = Array(String(scalar).utf8)
            if piece.count + octets.count > (words.isEmpty ? first : 45) { close() }
            piece += octets
        }
        close()
        return words
    }
}
