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
            // An address that was read is one where it stands alone, unless it has an encoded word, which may hold anything.
            for address in addresses.prefix(50) where !address.domain.isEmpty && address.address.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "?") }) {
                let again = Message(Octets(Array("To: <\(address.address)>\n".utf8))).recipients
                precondition(again.count <= 1)
            }
            return 0
        }
    }
}
