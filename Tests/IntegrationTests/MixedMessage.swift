import Foundation

/// One generated message, and the folder that its traits call for.
///
/// The traits are drawn first; the octets are written from them, and the folder is found from them by the plain `if`s
/// below. Neither looks at how Postroom reads a message, so the one can be held against the other.
struct MixedMessage {
    let serial: Int
    /// The message with LF line ends.
    let octets: [UInt8]
    /// Where ``rules`` must put it.
    let folder: String

    /// The rules, in Postroom's language, that ``Traits/folder`` says in Swift.
    static let rules = #"""
        rule "junk"     { when header("X-Spam-Score").number > 5  fileinto "Junk" }
        rule "lists"    {
          when list-id matches /<(?<listname>[\w-]+)\./
          unless to.address is "me@example.org"
          fileinto "Lists/${listname}"
        }
        rule "invoices" {
          when subject matches /\b(invoice|facture|überweisung)\b/ and any attachments.filename matches "*.pdf"
          fileinto "Money/${date.year}"
        }
        rule "reports"  { when body contains "Geprüfte Zahlen"  fileinto "Reports" }
        rule "large"    { when size > 64KB  fileinto "Large" }
        rule "details"  { when recipients.detail matches /^(?<detail>[a-z]+)$/  fileinto "Plus/${detail}" }
        rule "work"     { when from.domain in-domain "corp.example"  tag +work  fileinto "Work" }
        otherwise { keep }
        """#

    init(serial: Int, using random: inout SplitMix64) {
        let traits = Traits(using: &random)
        self.serial = serial
        folder = traits.folder
        octets = traits.octets(serial: serial)
    }

    /// `count` messages with serials from `first` on; the same seed gives the same messages.
    static func messages(_ count: Int, from first: Int = 0, seed: UInt64 = 1) -> [MixedMessage] {
        var random = SplitMix64(state: seed &* 1_000_003 &+ UInt64(first))
        return (first..<first + count).map { MixedMessage(serial: $0, using: &random) }
    }
}

/// A small generator whose sequence is the same everywhere.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
