import Fuzzing
import MailFuzzing
import MailMessage

/// A body in each transfer encoding.
@main
enum TransferEncodingFuzz {
    static func main() {
        Fuzz.run { start, count in
            let input = Fuzz.octets(start, count)
            for encoding in ["base64", "quoted-printable", "x-uuencode", "8bit"] {
                let header = Array("Content-Transfer-Encoding: \(encoding)\n\n".utf8)
                let message = Message(Octets(header + input))
                MessageInvariants.checkParts(message)
                if encoding == "8bit" { precondition(message.root.decodedOctets == input) }
            }
            return 0
        }
    }
}
