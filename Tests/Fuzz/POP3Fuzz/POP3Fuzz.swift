import Fuzzing
import POP3

/// What comes from a POP3 server: framing, bodies and the state of the dialogue, cut where the first octets say.
@main
enum POP3Fuzz {
    static func main() { Fuzz.run { fuzzPOP3($0, $1) } }
}

private func fuzzPOP3(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let start, count > 2 else { return 0 }
    let input = UnsafeBufferPointer(start: start, count: count)
    let cut = min(count - 2, Int(input[0]))
    var dialogue = POP3Dialogue(lineLimit: 512)
    dialogue.expect(.greeting)
    for bit in 0..<8 { dialogue.expect(input[1] >> bit & 1 == 0 ? .retrieve : .delete) }
    let stream = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(input)[2...])
    var taken = 0
    for piece in [stream[..<cut], stream[cut...]] {
        let octets = UnsafeRawBufferPointer(rebasing: piece)
        var offset = 0
        reading: while true {
            let before = offset
            guard let event = try? dialogue.next(in: octets, from: &offset) else { return 0 }
            switch event {
            case .needsInput:
                precondition(offset == octets.count)
                break reading
            case .body(let range):
                precondition(!range.isEmpty && range.lowerBound >= before && range.upperBound <= offset)
                taken += range.count
            case .bodyCarriageReturn: taken += 1
            case .ok, .refused, .challenge, .end: precondition(offset > before)
            }
        }
    }
    precondition(taken <= stream.count)
    return 0
}
