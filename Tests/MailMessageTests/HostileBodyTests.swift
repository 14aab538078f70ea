import MailMessage
import Testing

/// Bodies that were made, or happened, to hurt their readers.
///
/// | what comes | test |
/// |---|---|
/// | 10,000 multiparts or messages in each other, a million empty parts | `tenThousandPartsInEachOther...`, `aMillionEmptyParts...` |
/// | boundaries: prefixes, long, empty, with blanks, not closed, inside base64 | `PartTests/onlyTheWholeBoundaryDelimits`, `PartTests/boundariesAreComparedAsTheyStand`, `similarBoundaries...`, `emptyAndUnclosedBoundaries...`, `aBoundaryInsideOfALine...` |
/// | base64 with junk and padding, all on one line; quoted-printable cut, chained | `DecodingTests/base64IsReadWithItsFaults`, `DecodingTests/quotedPrintableIsReadWithItsFaults`, `oneLineOfBase64...`, `softBreaksWithoutEnd...` |
/// | charsets that lie, are unknown, cut, overlong; lone surrogates; UTF-7 | `CharsetTests`, `aLyingCharset...` |
/// | invalid UTF-8 for the pattern matcher | `CharsetTests/anyOctetsInAnyCharsetGiveValidText` |
/// | patterns that backtrack without bound | PatternMatchingTests: `CompiledPatternTests/aCatastrophicPatternIsALimitNotAMiss` |
/// | archives that unpack without end | `archivesStayPacked` |
/// | TNEF with wrong lengths, zero counts, path names | `TNEFTests` |
/// | bare CR, bare LF, mixed, one endless line, no last line end | `lineEndsOfEveryKind...`, `oneEndlessLine...` |
struct HostileBodyTests {
    /// Far above what linear work takes on a slow and busy machine, far below what quadratic work takes on a fast one.
    private let limit = Duration.seconds(90)

    private func time(_ work: () throws -> Void) rethrows -> Duration { try ContinuousClock().measure(work) }

    @Test func tenThousandPartsInEachOtherAreNoRecursion() {
        let taken = time {
            var nested = ""
            for level in 0..<10_000 { nested += "Content-Type: multipart/mixed; boundary=b\(level)\n\n--b\(level)\n" }
            for text in [nested, String(repeating: "Content-Type: message/rfc822\n\n", count: 10_000)] {
                let message = Sample.message(text + "Subject: deep\n\nbody\n")
                #expect(message.allParts.count == message.limits.depth + 1)
                #expect(message.truncated == ["depth"])
                // The rest is there, unread.
                #expect(message.allParts.last?.range.isEmpty == false)
                #expect(CanonicalForm(message).json.utf8.count > 100)
            }
            let same = Sample.message(String(repeating: "Content-Type: multipart/mixed; boundary=b\n\n--b\n", count: 10_000))
            #expect(same.allParts.count <= same.limits.parts)
        }
        #expect(taken < limit)
    }

    @Test func aMillionEmptyPartsTakeLinearTime() {
        let taken = time {
            let octets = Array("Content-Type: multipart/mixed; boundary=b\n\n".utf8) + (0..<1_000_000).flatMap { _ in [0x2D, 0x2D, 0x62, 0x0A] as [UInt8] }
            let message = Message(Octets(octets))
            #expect(message.allParts.count == message.limits.parts)
            #expect(message.truncated == ["parts"])
            #expect(message.bodyText.text.utf8.count <= message.limits.parts)
        }
        #expect(taken < limit)
    }

    @Test func similarBoundariesAreKeptApart() {
        let message = Sample.message(
            "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=b-1\n\n--b-1\n\none\n--b-1--\n--b-1\n--b\n\ntwo\n--b--\n--b\n\nno part\n")
        #expect(CanonicalForm(message).tree == "multipart/mixed(multipart/mixed(text/plain),text/plain)")
        #expect(message.leafParts.map(\.text.text) == ["one", "two"])
    }

    @Test(arguments: [
        ("boundary=\"\"", "--\n\nx\n----\n", "multipart/mixed()"), ("x=y", "--b\n\nx\n--b--\n", "multipart/mixed()"),
        ("boundary=b", "--b\n\nnot closed", "multipart/mixed(text/plain)"), ("boundary=b", "no delimiter", "multipart/mixed()"),
        ("boundary=b", "--b--\n--b\n\nx\n", "multipart/mixed()"), ("boundary=\"b \"", "--b\n\nx\n--b--\n", "multipart/mixed(text/plain)"),
        ("boundary=b", "--b", "multipart/mixed(text/plain)"), ("boundary=\"--\"", "----\n\nx\n------\n", "multipart/mixed(text/plain)"),
    ])
    func emptyAndUnclosedBoundariesAreRead(_ parameter: String, _ body: String, _ tree: String) {
        #expect(CanonicalForm(Sample.message("Content-Type: multipart/mixed; \(parameter)\n\n\(body)")).tree == tree)
    }

    @Test func aBoundaryInsideOfALineOrOfBase64IsText() {
        let message = Sample.message(
            "Content-Type: multipart/mixed; boundary=AAAA\n\n--AAAA\nContent-Transfer-Encoding: base64\n\nAAAA\nxx--AAAA\n --AAAA\nAAAA\n--AAAA--\n")
        #expect(message.allParts.count == 2)
        #expect(message.leafParts.first?.decodedSize == 13)
    }

    @Test func oneLineOfBase64TakesLinearTimeAndBoundedText() {
        let taken = time {
            let octets = Array("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n".utf8) + [UInt8](repeating: 0x41, count: 12 << 20)
            let message = Message(Octets(octets))
            #expect(message.root.decodedSize == 9 << 20)
            #expect(message.bodyText.text.utf8.count <= message.limits.decodedText)
            #expect(message.truncated == ["decoded-text"])
            for padding in ["AA==", "=", "A=", "====A"] {
                let padded = Message(Octets(Array("Content-Transfer-Encoding: base64\n\n".utf8) + Array(String(repeating: padding, count: 200_000).utf8)))
                #expect(padded.root.decodedSize == padded.root.decodedOctets.count)
            }
        }
        #expect(taken < limit)
    }

    @Test func softBreaksWithoutEndTakeLinearTime() {
        let taken = time {
            for piece in ["=\r\n", "= ", "=", "=3", "=0D=0A", "= \t\n", "  "] {
                let octets = Array("Content-Transfer-Encoding: quoted-printable\n\n".utf8) + Array(String(repeating: piece, count: 100_000).utf8)
                let part = Message(Octets(octets)).root
                #expect(part.decodedSize == part.decodedOctets.count)
                #expect(part.decodedSize <= octets.count)
            }
        }
        #expect(taken < limit)
    }

    @Test(arguments: ["utf-8", "utf-16", "utf-32", "utf-7", "iso-2022-jp", "gb18030", "shift_jis", "hz-gb-2312", "us-ascii", "nonsense", "utf-8\u{0}x"])
    func aLyingCharsetGivesValidTextInLinearTime(_ charset: String) {
        let taken = time {
            for octets in [[0xFF], [0x1B, 0x24], [0x80, 0x41], [0xED, 0xA0, 0x80], [0xD8, 0x00], [0x2B, 0x41], [0x7E, 0x7B]] as [[UInt8]] {
                let body = (0..<10_000).flatMap { _ in octets }
                let message = Message(Octets(Array("Content-Type: text/plain; charset=\"\(charset)\"\n\n".utf8) + body))
                #expect(String(validating: message.bodyText.text.utf8, as: UTF8.self) != nil)
            }
        }
        #expect(taken < limit)
    }

    @Test func archivesStayPacked() {
        let message = Sample.message("Content-Type: application/zip; name=bomb.zip\nContent-Transfer-Encoding: base64\n\nUEsDBBQAAAAIAA==\n")
        #expect(message.attachments.map(\.filename) == ["bomb.zip"])
        #expect(message.attachments.first?.decodedSize == 10)
        #expect(message.bodyText.text.isEmpty)
    }

    @Test(arguments: ["\n", "\r\n"])
    func lineEndsOfEveryKindAreReadAndTheOctetsKept(_ end: String) {
        let lines = ["Content-Type: multipart/mixed; boundary=b", "", "--b", "", "a\rb\r\r\nc\nd", "--b--"]
        let octets = Array(lines.joined(separator: end).utf8)
        let message = Message(Octets(octets))
        #expect(message.leafParts.map(\.text.text) == ["a\nb\n\nc\nd"])
        #expect(message.octets[message.bodyRaw] == Array(octets[message.bodyRaw]))
        #expect(message.bodyRaw.upperBound == octets.count)
    }

    @Test func aMessageOfBareCarriageReturnsIsOneLine() {
        let message = Message(Octets(Array("Subject: s\rTo: a@b.example\r\rbody".utf8)))
        #expect(message.headers.map(\.name) == ["Subject"])
        #expect(message.subject?.text.utf8.contains(0x0D) == false)
    }

    @Test func oneEndlessLineTakesLinearTime() {
        let taken = time {
            let line = [UInt8](repeating: 0x2D, count: 16 << 20)
            let message = Message(Octets(Array("Content-Type: multipart/mixed; boundary=\"--\"\n\n".utf8) + line))
            #expect(message.allParts.count == 1)
            #expect(Message(Octets(line)).headers.isEmpty)
            #expect(Message(Octets(Array("Subject: ".utf8) + line)).subject?.text.utf8.count == message.limits.fieldOctets - 1)
        }
        #expect(taken < limit)
    }
}
