import Fuzzing
import MailFuzzing
import MailMessage

/// Parameters (RFC 2045, RFC 2231), of both fields that have them.
@main
enum ParameterFuzz {
    static func main() {
        Fuzz.run { start, count in
            let input = Fuzz.octets(start, count)
            var limits = MessageLimits.default
            limits.parameters = 20
            for prefix in ["text/plain; ", ""] {
                let value = Array(prefix.utf8) + input
                let octets = Field.line("Content-Type", value) + Field.line("Content-Disposition", value)
                let message = Message(Octets(octets), limits: limits)
                MessageInvariants.checkParts(message)
                let size = message.root.parameters.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
                precondition(size <= input.count * 16)
            }
            return 0
        }
    }
}
