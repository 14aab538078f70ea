import Foundation

/// A message as it is written in the source and as it goes over the wire.
///
/// Line breaks of a literal become CRLF, everything else in it becomes UTF-8. What is not readable text is put in by
/// interpolation: `\(base64: octets)`, `\(quotedPrintable: "text")`, `\(latin1: "text")`, `\(hex: "F0D2C9")`.
struct WireText: ExpressibleByStringInterpolation {
    let octets: [UInt8]

    /// Octets that are a message already.
    init(octets: [UInt8]) {
        self.octets = octets
    }

    init(stringLiteral text: String) {
        octets = Self.wire(text)
    }

    init(stringInterpolation interpolation: Interpolation) {
        octets = interpolation.octets
    }

    /// UTF-8 with each LF written as CRLF.
    private static func wire(_ text: String) -> [UInt8] {
        text.utf8.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
    }

    struct Interpolation: StringInterpolationProtocol {
        fileprivate var octets: [UInt8] = []

        init(literalCapacity: Int, interpolationCount: Int) {
            octets.reserveCapacity(literalCapacity)
        }

        mutating func appendLiteral(_ text: String) {
            octets += WireText.wire(text)
        }

        /// Plain text made by code.
        mutating func appendInterpolation(_ text: String) {
            octets += WireText.wire(text)
        }

        /// Octets in base64, in lines of 76 characters (RFC 2045 §6.8).
        mutating func appendInterpolation(base64 content: [UInt8]) {
            let options: Data.Base64EncodingOptions = [
                .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
            ]
            octets += Array(Data(content).base64EncodedString(options: options).utf8)
        }

        /// UTF-8 text in base64, its line ends CRLF.
        mutating func appendInterpolation(base64 text: String) {
            appendInterpolation(base64: WireText.wire(text))
        }

        /// UTF-8 text in quoted-printable with soft line breaks (RFC 2045 §6.7).
        mutating func appendInterpolation(quotedPrintable text: String) {
            octets += QuotedPrintable.encoded(WireText.wire(text))
        }

        /// Text in ISO 8859-1, eight bits an octet. A character that it does not have becomes `?`.
        mutating func appendInterpolation(latin1 text: String) {
            for scalar in text.unicodeScalars {
                switch scalar.value {
                case 0x0A: octets += [0x0D, 0x0A]
                case let value: octets.append(UInt8(exactly: value) ?? 0x3F)
                }
            }
        }

        /// Octets in hexadecimal, for the charsets that no literal can spell.
        mutating func appendInterpolation(hex digits: String) {
            let nibbles = digits.utf8.compactMap { UInt8(String(UnicodeScalar($0)), radix: 16) }
            octets += stride(from: 0, to: nibbles.count - 1, by: 2).map { nibbles[$0] << 4 | nibbles[$0 + 1] }
        }
    }
}
