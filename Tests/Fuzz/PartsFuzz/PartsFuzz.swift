import Fuzzing
import MailFuzzing
import MailMessage

/// The body of a multipart whose boundary is `b`, with few parts allowed, and the same octets as a whole message.
@main
enum PartsFuzz {
    static func main() {
        Fuzz.run { start, count in
            let input = Fuzz.octets(start, count)
            var limits = MessageLimits.default
            (limits.parts, limits.depth, limits.parameters, limits.decodedText) = (40, 6, 8, 2000)
            for octets in [Array("Content-Type: multipart/mixed; boundary=b\n\n".utf8) + input, input] {
                let message = Message(Octets(octets), limits: limits)
                MessageInvariants.checkParts(message)
                MessageInvariants.checkLimits(message)
                _ = CanonicalForm(message).tree
            }
            return 0
        }
    }
}
