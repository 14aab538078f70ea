import Fuzzing
import MailFuzzing
import MailMessage

/// A header: its fields, and all that is told by them.
@main
enum HeaderFuzz {
    static func main() {
        Fuzz.run { start, count in
            let octets = Octets(Fuzz.octets(start, count))
            MessageInvariants.checkHeader(Message(octets))
            var limits = MessageLimits.default
            (limits.headerCount, limits.headerOctets, limits.fieldOctets) = (4, 100, 20)
            let cut = Message(octets, limits: limits)
            MessageInvariants.checkHeader(cut)
            MessageInvariants.checkLimits(cut)
            return 0
        }
    }
}
