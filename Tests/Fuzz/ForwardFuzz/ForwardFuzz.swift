import Delivery
import Foundation
import Fuzzing
import MailMessage

private let key = [UInt8](0..<32)
private let block = ["X-Postroom-Loop", "Resent-From", "Resent-Date", "Resent-To", "Resent-Message-ID"]

/// A message that is forwarded in both forms; behind a first octet that is odd, the first line is its recipient.
@main
enum ForwardFuzz {
    static func main() { Fuzz.run { fuzzForward($0, $1) } }
}

private func fuzzForward(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let start, count > 1, let guardian = try? LoopGuard(key: key) else { return 0 }
    var input = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
    var recipient = "bo@example.net"
    if start.pointee % 2 == 1 {
        recipient = String(decoding: input.prefix { $0 != 0x0A }, as: UTF8.self)
        input = Array(input.drop { $0 != 0x0A })
    }
    let octets = Octets(input)
    for form in ForwardComposer.Form.allCases {
        let composer = ForwardComposer(
            form: form, from: "ann@example.org", account: "home", accountAddress: nil, hostName: "host.example", guard: guardian)
        let message = composer.compose(octets, to: recipient, effect: 1, decidedAt: Date(timeIntervalSince1970: 1_793_610_720))
        let whole = Array(message.pieces.joined())
        let line = onTheLine(whole)
        precondition(message.size == line.count && message.is8Bit == whole.contains { $0 >= 0x80 })
        let view = Message(Octets(line))
        switch form {
        case .resent:
            let fields = Array(view.headers.prefix(5))
            precondition(fields.map(\.name) == block && !fields.contains { $0.rawOctets.contains(0x0A) })
            precondition(view.fields(named: "return-path").isEmpty || !Set(view.truncated).isDisjoint(with: ["header-octets", "header-count"]))
            // Nothing but those fields, and an mbox envelope line, is gone.
            let before = Message(Octets(onTheLine(input)))
            let removed = before.fields(named: "return-path").reduce(0) { $0 + $1.valueRange.count + "return-path:".utf8.count + 2 }
            precondition(whole.count - message.head.count <= input.count)
            if removed == 0, !input.starts(with: Array("From ".utf8)) { precondition(Array(whole[message.head.count...]) == input) }
        case .attachment:
            precondition(view.headers.count == 10 && view.root.children.map(\.type) == ["text/plain", "message/rfc822"])
            let carried = Message(Octets(whole)).root.children[1].rawOctets
            let original = message.ranges.flatMap { message.original[$0] }
            precondition(carried == original || (original.last == 0x0D && carried == original.dropLast()))
        }
        // What was forwarded is known again; what was not is held up by nobody's guess.
        let sent = Octets(whole)
        let again = guardian.verdict(
            message: Message(sent), octets: sent, account: "home", recipient: recipient, ownAddresses: [], receivedLimit: .max)
        precondition(again == .forwardedBefore(account: "home", recipient: recipient))
        let first = guardian.verdict(
            message: Message(octets), octets: octets, account: "home", recipient: recipient, ownAddresses: [], receivedLimit: .max)
        precondition(first == nil)
    }
    return 0
}

/// With CRLF for each CRLF, CR and LF, and one at the end.
private func onTheLine(_ octets: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    for (index, octet) in octets.enumerated() {
        if octet == 0x0A, index > 0, octets[index - 1] == 0x0D { continue }
        if octet == 0x0A || octet == 0x0D { out += [0x0D, 0x0A] } else { out.append(octet) }
    }
    if out.last != 0x0A { out += [0x0D, 0x0A] }
    return out
}
