import Fuzzing
import MailFuzzing
import MailMessage

/// A list of addresses.
@main
enum AddressFuzz {
    static func main() {
        Fuzz.run { start, count in
            let input = Fuzz.octets(start, count)
            let octets = Octets(Field.line("To", input))
            let addresses = Message(octets).recipients
            addresses.forEach(MessageInvariants.checkAddress)
            precondition(addresses.count <= count)
            var limits = MessageLimits.default
            limits.addresses = 2
            let first = Message(octets, limits: limits)
            precondition(first.recipients == Array(addresses.prefix(2)))
            // An address that was read is read again where it stands alone.
            for address in addresses where !address.domain.isEmpty && address.address.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
                let again = Message(Octets(Array("To: <\(address.address)>\n".utf8))).recipients
                precondition(again.count <= 1)
            }
            return 0
        }
    }
}
