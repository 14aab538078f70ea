import Fuzzing
import MailFuzzing
import MailMessage

/// Plain text with files in uuencode.
@main
enum UUEncodingFuzz {
    static func main() {
        Fuzz.run { start, count in
            let input = Fuzz.octets(start, count)
            let message = Message(Octets(Array("Content-Type: text/plain; charset=utf-8\n\n".utf8) + input))
            MessageInvariants.checkParts(message)
            MessageInvariants.checkText(message.bodyText.text)
            precondition(message.attachments.reduce(0) { $0 + $1.decodedSize } <= count)
            if message.attachments.isEmpty { precondition(message.bodyText == message.root.text) }
            return 0
        }
    }
}
