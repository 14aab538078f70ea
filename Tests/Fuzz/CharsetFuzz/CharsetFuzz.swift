import Fuzzing
import MailFuzzing
import MailMessage

/// Text in the charset that the first line names; where that is empty, in none that is declared.
@main
enum CharsetFuzz {
    static func main() {
        Fuzz.run { start, count in
            let input = Fuzz.octets(start, count)
            let label = input.prefix { $0 != UInt8(ascii: "\n") }.filter { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") }
            let content = input.drop { $0 != UInt8(ascii: "\n") }.dropFirst()
            let type = label.isEmpty ? Array("text/plain".utf8) : Array("text/plain; charset=\"".utf8) + label + [UInt8(ascii: "\"")]
            let message = Message(Octets(Field.line("Content-Type", type) + [UInt8(ascii: "\n")] + content))
            let text = message.root.text
            MessageInvariants.checkText(text.text)
            precondition(!text.text.utf8.contains(0x0D) && text.text.utf8.count <= content.count * 16 + 16)
            // Decoding keeps no state from one text to the next.
            let again = Message(message.octets).root.text
            precondition(again == text)
            return 0
        }
    }
}
