/// Whether octets are a TOML 1.0 value that is written without quotes and brackets: a number, a truth value, a date or a time.
///
/// Shapes only: the thirteenth month passes, for the parser to refuse.
enum TOMLScalar {
    /// Longer ones are refused.
    static let maximumLength = 64

    static func isWellFormed(_ octets: ArraySlice<UInt8>) -> Bool {
        guard octets.count <= maximumLength else { return false }
        let text = String(decoding: octets, as: UTF8.self)
        return text == "true" || text == "false" || isNumber(octets) || isMoment(octets)
    }

    private static func isNumber(_ octets: ArraySlice<UInt8>) -> Bool {
        var rest = octets
        let hasSign = rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-")
        if hasSign { rest.removeFirst() }
        if rest.elementsEqual("inf".utf8) || rest.elementsEqual("nan".utf8) { return true }
        if rest.first == UInt8(ascii: "0"), !hasSign, let base = rest.dropFirst().first {
            let digits = rest.dropFirst(2)
            switch base {
            case UInt8(ascii: "x"): return isDigits(digits) { isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0 | 0x20) }
            case UInt8(ascii: "o"): return isDigits(digits) { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
            case UInt8(ascii: "b"): return isDigits(digits) { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "1") }
            default: break
            }
        }
        let whole = rest.prefix { isDigit($0) || $0 == UInt8(ascii: "_") }
        guard isDigits(whole, where: isDigit), whole.count == 1 || whole.first != UInt8(ascii: "0") else { return false }
        rest = rest.dropFirst(whole.count)
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix { isDigit($0) || $0 == UInt8(ascii: "_") }
            guard isDigits(fraction, where: isDigit) else { return false }
            rest = rest.dropFirst(fraction.count + 1)
        }
        guard let mark = rest.first else { return true }
        guard mark | 0x20 == UInt8(ascii: "e") else { return false }
        rest.removeFirst()
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        return isDigits(rest, where: isDigit)
    }

    /// One or more digits with single underscores between them.
    private static func isDigits(_ octets: ArraySlice<UInt8>, where isDigit: (UInt8) -> Bool) -> Bool {
        var afterDigit = false
        for octet in octets {
            if isDigit(octet) {
                afterDigit = true
            } else {
                guard octet == UInt8(ascii: "_"), afterDigit else { return false }
                afterDigit = false
            }
        }
        return afterDigit
    }

    /// A date, a time, or both with a zone or without.
    private static func isMoment(_ octets: ArraySlice<UInt8>) -> Bool {
        // Digits become nines, so that a shape can be compared.
        let shape = octets.map { isDigit($0) ? UInt8(ascii: "9") : $0 }
        guard let dayless = without(shape[...], prefix: "9999-99-99") else { return isTime(shape[...]) }
        guard let separator = dayless.first else { return true }
        guard [UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")].contains(separator) else { return false }
        var time = dayless.dropFirst()
        if time.last == UInt8(ascii: "Z") || time.last == UInt8(ascii: "z") {
            time.removeLast()
        } else if time.suffix(6).elementsEqual("+99:99".utf8) || time.suffix(6).elementsEqual("-99:99".utf8) {
            time.removeLast(6)
        }
        return isTime(time)
    }

    private static func isTime(_ shape: ArraySlice<UInt8>) -> Bool {
        guard let rest = without(shape, prefix: "99:99:99") else { return false }
        guard rest.first == UInt8(ascii: ".") else { return rest.isEmpty }
        return rest.count > 1 && rest.dropFirst().allSatisfy { $0 == UInt8(ascii: "9") }
    }

    private static func without(_ octets: ArraySlice<UInt8>, prefix: String) -> ArraySlice<UInt8>? {
        octets.starts(with: prefix.utf8) ? octets.dropFirst(prefix.utf8.count) : nil
    }

    private static func isDigit(_ octet: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet) }
}
