/// Finds repetitions of repetitions, such as `(a+)+`, that a text without a match can keep busy for ever.
///
/// A group is suspect when it is repeated without bound and one of its alternatives holds an unbounded repetition while all else
/// in it may be empty: then one stretch of text can be cut in exponentially many ways. `(\w+\.)+` is not: the dot tells where to cut.
enum BacktrackingCheck {
    private struct Frame {
        let start: Int
        /// Atomic groups and lookarounds are not entered again.
        let atomic: Bool
        var unbounded = false
        var required = false
        /// One of the alternatives before this one was suspect.
        var suspect = false

        mutating func endAlternative() {
            if unbounded, !required { suspect = true }
            unbounded = false
            required = false
        }
    }

    /// The octets of the pattern that repeat, or nil.
    static func nestedRepetition(in pattern: String) -> Range<Int>? {
        let octets = Array(pattern.utf8)
        var frames = [Frame(start: 0, atomic: false)]
        var index = 0
        while index < octets.count {
            let octet = octets[index]
            switch octet {
            case UInt8(ascii: "("):
                let atomic = isAtomic(octets, index)
                frames.append(Frame(start: index, atomic: atomic))
                index += 1
                if index < octets.count, octets[index] == UInt8(ascii: "?") { index = afterGroupHead(octets, index) }
            case UInt8(ascii: ")"):
                index += 1
                guard frames.count > 1 else { continue }
                var frame = frames.removeLast()
                frame.endAlternative()
                let (quantifier, next) = readQuantifier(octets, index)
                if quantifier.unbounded, !quantifier.possessive, frame.suspect, !frame.atomic { return frame.start..<next }
                index = next
                note(quantifier, in: &frames[frames.count - 1], innerSuspect: frame.suspect && !frame.atomic)
            case UInt8(ascii: "|"):
                frames[frames.count - 1].endAlternative()
                index += 1
            case UInt8(ascii: "^"), UInt8(ascii: "$"):
                index += 1
            default:
                index = afterElement(octets, index)
                let (quantifier, next) = readQuantifier(octets, index)
                index = next
                note(quantifier, in: &frames[frames.count - 1], innerSuspect: false)
            }
        }
        return nil
    }

    private struct Quantifier {
        var unbounded = false
        var optional = false
        var possessive = false
    }

    private static func note(_ quantifier: Quantifier, in frame: inout Frame, innerSuspect: Bool) {
        if innerSuspect, !quantifier.optional {
            frame.unbounded = true
            return
        }
        if quantifier.unbounded, !quantifier.possessive { frame.unbounded = true }
        if !quantifier.unbounded, !quantifier.optional { frame.required = true }
    }

    private static func isAtomic(_ octets: [UInt8], _ index: Int) -> Bool {
        guard index + 2 < octets.count, octets[index + 1] == UInt8(ascii: "?") else { return false }
        return [UInt8(ascii: ">"), UInt8(ascii: "="), UInt8(ascii: "!")].contains(octets[index + 2])
    }

    /// Past `?:`, `?<name>`, `?i:` and their like.
    private static func afterGroupHead(_ octets: [UInt8], _ start: Int) -> Int {
        var index = start + 1
        if index < octets.count, octets[index] == UInt8(ascii: "P") { index += 1 }
        guard index < octets.count else { return index }
        switch octets[index] {
        case UInt8(ascii: "<"):
            if index + 1 < octets.count, octets[index + 1] == UInt8(ascii: "=") || octets[index + 1] == UInt8(ascii: "!") { return index + 2 }
            while index < octets.count, octets[index] != UInt8(ascii: ">") { index += 1 }
            return min(index + 1, octets.count)
        case UInt8(ascii: ":"), UInt8(ascii: ">"), UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "|"): return index + 1
        default: return index
        }
    }

    /// Past a character, an escape or a class.
    private static func afterElement(_ octets: [UInt8], _ start: Int) -> Int {
        switch octets[start] {
        case UInt8(ascii: "\\"):
            guard start + 2 < octets.count, octets[start + 2] == UInt8(ascii: "{"),
                [UInt8(ascii: "p"), UInt8(ascii: "P"), UInt8(ascii: "x")].contains(octets[start + 1])
            else { return min(start + 2, octets.count) }
            var index = start + 3
            while index < octets.count, octets[index] != UInt8(ascii: "}") { index += 1 }
            return min(index + 1, octets.count)
        case UInt8(ascii: "["):
            var index = start + 1
            if index < octets.count, octets[index] == UInt8(ascii: "^") { index += 1 }
            if index < octets.count, octets[index] == UInt8(ascii: "]") { index += 1 }
            while index < octets.count, octets[index] != UInt8(ascii: "]") {
                index += octets[index] == UInt8(ascii: "\\") ? 2 : 1
            }
            return min(index + 1, octets.count)
        default:
            var index = start + 1
            while index < octets.count, octets[index] & 0xC0 == 0x80 { index += 1 }
            return index
        }
    }

    private static func readQuantifier(_ octets: [UInt8], _ start: Int) -> (Quantifier, Int) {
        var index = start
        var quantifier = Quantifier()
        guard index < octets.count else { return (quantifier, index) }
        switch octets[index] {
        case UInt8(ascii: "*"): quantifier = Quantifier(unbounded: true, optional: true)
        case UInt8(ascii: "+"): quantifier = Quantifier(unbounded: true)
        case UInt8(ascii: "?"): quantifier = Quantifier(optional: true)
        case UInt8(ascii: "{"):
            var end = index + 1
            while end < octets.count, octets[end] == UInt8(ascii: ",") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octets[end]) { end += 1 }
            guard end < octets.count, octets[end] == UInt8(ascii: "}"), end > index + 1 else { return (quantifier, index) }
            let inside = octets[index + 1..<end]
            quantifier.unbounded = inside.last == UInt8(ascii: ",")
            quantifier.optional = inside.first == UInt8(ascii: "0") || inside.first == UInt8(ascii: ",")
            index = end
        default: return (quantifier, index)
        }
        index += 1
        if index < octets.count, octets[index] == UInt8(ascii: "+") {
            quantifier.possessive = true
            index += 1
        } else if index < octets.count, octets[index] == UInt8(ascii: "?") {
            index += 1
        }
        return (quantifier, index)
    }
}
