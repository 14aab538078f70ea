import Fuzzing
import MailFuzzing
import MailMessage

/// Encoded words (RFC 2047), in a field and by themselves.
@main
enum EncodedWordFuzz {
    static func main() {
        Fuzz.run { start, count in
            let input = Fuzz.octets(start, count)
            for limit in [Int.max, 2] {
                let text = EncodedWord.decode(input, limit: limit).text
                MessageInvariants.checkLine(text)
                precondition(text.utf8.count <= input.count * 16)
            }
            let message = Message(Octets(Field.line("Subject", input) + Field.line("From", input)))
            if let subject = message.subject { MessageInvariants.checkLine(subject.text) }
            message.addresses(in: "from").forEach(MessageInvariants.checkAddress)
            return 0
        }
    }
}
