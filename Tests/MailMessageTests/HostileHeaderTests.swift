import MailMessage
import Testing

/// Headers that were made, or happened, to hurt their readers.
///
/// | what comes | test |
/// |---|---|
/// | 10 MB of header, 100,000 fields, 500,000 lines of addresses | `hugeHeaders...`, `manyFields...`, `addressesOnHundredsOfThousandsOfLines...` |
/// | lists of 100,000 addresses, nested comments and groups, `"a@b x"@c` | `AddressTests/deepCommentsAndLongLists...`, `nestedGroupsAndComments...`, `aQuotedLocalPart...` |
/// | RFC 2231: 100,000 pieces, gaps, pieces twice, a thousand names | `parameterPieces...`, `gapsAndDoublesOfPieces...`, `PartTests/parametersAreBounded` |
/// | RFC 2047 in addresses, in quotes, split characters, CR LF NUL inside | `encodedWordsNeverMakeAnAddress`, `wordsInQuotes...`, `EncodedWordTests/wordsAreDecodedWhereTheyStand`, `decodedControlCharacters...` |
/// | Content-Type or boundary twice, NUL and comments in parameters | `PartTests/whatReadersDisagreeAboutIsMarked`, `ofTwoTypes...`, `nulAndCommentsInParameters...` |
/// | no header, leading empty lines, header only, no colon, a fold first | `HeaderTests/linesThatAreNoFields...`, `odditiesOfTheHeadersEnds...` |
/// | References of 1 MB | `referencesOfAMegabyte...` |
struct HostileHeaderTests {
    /// Far above what linear work takes on a slow and busy machine, far below what quadratic work takes on a fast one.
    private let limit = Duration.seconds(90)

    private func time(_ work: () throws -> Void) rethrows -> Duration { try ContinuousClock().measure(work) }

    @Test func hugeHeadersTakeLinearTimeAndTheMessageIsStillRead() {
        let taken = time {
            let text = "Subject: s\nX-Long: " + String(repeating: "a b=?utf-8?q?c?=\n ", count: 600_000) + "\n\nbody"
            let message = Sample.message(text)
            #expect(message.subject?.text == "s")
            #expect((message.fields(named: "x-long").first?.text.utf8.count ?? 0) <= message.limits.fieldOctets)
            #expect(message.truncated.contains("field-octets"))
            #expect(message.bodyText.text == "body")
        }
        #expect(taken < limit)
    }

    @Test func manyFieldsTakeLinearTime() {
        let taken = time {
            let message = Sample.message(String(repeating: "X-A: b\n", count: 100_000) + "Subject: late\n\nbody")
            #expect(message.headers.count == message.limits.headerCount)
            #expect(message.truncated == ["header-count"])
            #expect(message.texts(named: "x-a").count == message.limits.headerCount)
            #expect(message.bodyText.text == "body")
        }
        #expect(taken < limit)
    }

    @Test func addressesOnHundredsOfThousandsOfLinesTakeLinearTime() {
        let taken = time {
            let message = Sample.message("To: " + String(repeating: "a@b.example,\n ", count: 500_000) + "z@b.example\n\nbody")
            #expect(message.addresses(in: "to").count == message.limits.addresses)
            #expect(message.truncated.contains("addresses"))
            let fields = Sample.message(String(repeating: "To: a@b.example\n", count: 200_000) + "\n")
            #expect(fields.addresses(in: "to").count == fields.limits.addresses)
        }
        #expect(taken < limit)
    }

    @Test func nestedGroupsAndCommentsTakeLinearTime() {
        let taken = time {
            for piece in ["(", "g:(", "((a)", "\"", "\\\"", "<(", "@", "a@b <", "[", "=?", ";:", "(\\"] {
                let message = Sample.message("To: " + String(repeating: piece, count: 20_000) + " x@example.org\n\n")
                #expect(message.addresses(in: "to").count <= message.limits.addresses)
                #expect(message.addresses(in: "to").allSatisfy { !$0.address.utf8.contains { $0 < 0x20 } })
            }
        }
        #expect(taken < limit)
    }

    @Test func aQuotedLocalPartKeepsItsQuotesAndItsDomain() {
        let addresses = Sample.message("To: \"a@b x\"@c.example, \"<evil@x.example>\" <good@y.example>\n\n").addresses(in: "to")
        #expect(addresses.map(\.address) == ["\"a@b x\"@c.example", "good@y.example"])
        #expect(addresses.map(\.domain) == ["c.example", "y.example"])
        #expect(addresses.last?.displayName == "<evil@x.example>")
    }

    @Test func parameterPiecesWithoutEndTakeLinearTime() {
        let taken = time {
            for piece in [";name*%=x", ";name*%*=utf-8''x", ";a%*0=x", ";name*0=%", ";boundary*%=b"] {
                let pieces = (0..<20_000).map { piece.split(separator: "%", omittingEmptySubsequences: false).joined(separator: String($0)) }.joined(separator: "\n ")
                let message = Sample.message("Content-Type: multipart/mixed" + pieces + "\n\n--b\n\nx\n--b--\n")
                #expect(message.root.parameters.count <= message.limits.parameters)
                #expect(message.truncated.contains("parameters"))
            }
        }
        #expect(taken < limit)
    }

    @Test(arguments: [
        ("a*0=x; a*2=z", "xz"), ("a*0=x; a*0=y; a*1=z", "xz"), ("a*1=b; a*0=a; a*1=c", "ab"), ("a*0*=utf-8''%C3; a*1*=%A9", "é"),
        ("a*=utf-8'%C3%A9", "utf-8'é"), ("a*=no-such'x'%E9", "\u{FFFD}"), ("a*99999=x", "x"), ("a*=utf-8''%", "%"), ("a*0*=utf-8''%0D%0A; a*1=b", "\r\nb"),
    ])
    func gapsAndDoublesOfPiecesAreReadTheSameWayAlways(_ parameters: String, _ expected: String) {
        #expect(Sample.message("Content-Type: text/plain; \(parameters)\n\n").root.parameters["a"] == expected)
    }

    @Test(arguments: [
        "=?utf-8?Q?victim=40good.example=2C?= <a@evil.example>", "\"=?utf-8?Q?x=22_=3Cvictim=40good.example=3E?=\" <a@evil.example>",
        "=?utf-8?B?dmljdGltQGdvb2QuZXhhbXBsZQA=?= <a@evil.example>", "=?utf-8?Q?=00?=victim@good.example <a@evil.example>",
    ])
    func encodedWordsNeverMakeAnAddress(_ value: String) {
        let addresses = Sample.message("From: \(value)\n\n").addresses(in: "from")
        #expect(addresses.map(\.address) == ["a@evil.example"])
        #expect(addresses.allSatisfy { !$0.displayName.utf8.contains { $0 < 0x20 } })
    }

    @Test func wordsInQuotesAndSplitCharactersAreDecodedInNamesOnly() {
        let addresses = Sample.message("From: \"=?utf-8?Q?Zo=C3?= =?utf-8?Q?=AB?=\" <=?utf-8?Q?z?=@example.org>\n\n").addresses(in: "from")
        #expect(addresses.map(\.displayName) == ["Zoë"])
        #expect(addresses.map(\.address) == ["=?utf-8?Q?z?=@example.org"])
    }

    @Test func decodedControlCharactersMakeNoLines() {
        let message = Sample.message("Subject: =?utf-8?Q?a=0D=0ABcc:_x=00=0Ab?=\nTo: =?utf-8?B?eA0KQmNjOiB5QHouZXhhbXBsZQ==?= <t@example.org>\n\n")
        #expect(message.subject?.text == "a  Bcc: x  b")
        #expect(message.addresses(in: "to") == [Address(displayName: "x  Bcc: y@z.example", localPart: "t", domain: "example.org")])
    }

    @Test func ofTwoTypesOrBoundariesTheFirstCountsAndThePartIsMarked() {
        let message = Sample.message(
            "Content-Type: multipart/mixed; boundary=a; boundary=b\nContent-Type: text/plain\n\n--a\n\none\n--b\n\ntwo\n--a--\n")
        #expect(CanonicalForm(message).tree == "multipart/mixed(text/plain)")
        #expect(message.leafParts.map(\.text.text) == ["one\n--b\n\ntwo"])
        #expect(message.root.isAmbiguous)
    }

    @Test func nulAndCommentsInParametersAreReadTheSameWayAlways() {
        let message = Sample.message("Content-Type: multipart/mixed (c;boundary=x); (\") boundary=\"a\u{0}b\" (;boundary=y)\n\n--a\u{0}b\n\none\n--a\u{0}b--\n")
        #expect(CanonicalForm(message).tree == "multipart/mixed(text/plain)")
        let long = Sample.message("Content-Type: text/plain; name=" + String(repeating: "(", count: 100_000) + "; charset=" + String(repeating: "\u{0}", count: 1000) + "\n\nx")
        #expect(long.bodyText.text == "x")
    }

    @Test func equalsSignsBehindALongTypeTakeLinearTime() {
        let clock = ContinuousClock()
        let time = clock.measure {
            let message = Sample.message("Content-Type: " + String(repeating: "x", count: 60_000) + "/" + String(repeating: "=", count: 60_000) + "\n\nbody")
            #expect(message.root.type.utf8.count == 120_001)
        }
        #expect(time < .seconds(20))
    }

    @Test(arguments: [
        ("", 0, ""), ("\n", 0, ""), ("\n\n\nSubject: s\n\nbody", 0, "\n\nSubject: s\n\nbody"), ("Subject: s", 1, ""), ("Subject: s\n", 1, ""),
        ("no colon at all", 0, "no colon at all"), (": no name\n\nbody", 0, ": no name\n\nbody"), (" folded\n\nbody", 0, " folded\n\nbody"),
        ("Subject", 0, "Subject"), ("Subject:", 1, ""), ("\t\n \nSubject: s\n\nbody", 1, "body"), ("Sub ject: s\n\nbody", 0, "Sub ject: s\n\nbody"),
    ])
    func odditiesOfTheHeadersEndsAreRead(_ text: String, _ fields: Int, _ body: String) {
        let message = Sample.message(text)
        #expect(message.headers.count == fields)
        #expect(message.bodyText.text == body)
    }

    @Test func referencesOfAMegabyteTakeLinearTime() {
        let taken = time {
            for piece in ["<a@b.example>\n ", "<", "a ", "<a", ">"] {
                let message = Sample.message("References: " + String(repeating: piece, count: 1_000_000 / piece.utf8.count) + "\n\n")
                #expect(message.references.count < 200_000)
                #expect(message.truncated.contains("field-octets"))
            }
        }
        #expect(taken < limit)
    }
}
