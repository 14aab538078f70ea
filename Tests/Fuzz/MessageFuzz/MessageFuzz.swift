import Fuzzing
import MailFuzzing
import MailMessage

/// A whole message, asked for everything, also with small limits.
@main
enum MessageFuzz {
    static func main() {
        Fuzz.run { start, count in
            let octets = Octets(Fuzz.octets(start, count))
            MessageInvariants.check(Message(octets))
            var limits = MessageLimits.default
            (limits.parts, limits.depth, limits.parameters, limits.decodedText) = (10, 3, 4, 300)
            (limits.addresses, limits.encodedWords, limits.links, limits.tnefOctets) = (3, 3, 3, 300)
            MessageInvariants.check(Message(octets, limits: limits))
            return 0
        }
    }
}
