import MailMessage
import Testing

struct PlainTextTests {
    private func body(_ parameters: String, _ text: String) -> String {
        Sample.message("Content-Type: text/plain; charset=utf-8\(parameters)\n\n\(text)").bodyText.text
    }

    @Test(arguments: [
        ("one \ntwo \nthree\nfour", "one two three\nfour"), ("> quoted \n> text\nanswer", "> quoted text\nanswer"), ("> a \n>> b\n", "> a \n>> b\n"),
        (" From here \n >not a quote\n", "From here >not a quote\n"), ("text\n-- \nAnn \nBo", "text\n-- \nAnn Bo"), ("soft \n-- \nAnn", "soft \n-- \nAnn"),
        ("", ""), ("\n", "\n"), ("a ", "a "), ("a \n\nb", "a \nb"), ("no end", "no end"),
    ])
    func flowedParagraphsAreMadeWhole(_ text: String, _ expected: String) {
        #expect(body("; format=Flowed", text) == expected)
        #expect(body("", text) == text)
    }

    @Test func theBlankOfASoftBreakGoesWhereTheSenderSaysSo() {
        #expect(body("; format=flowed; delsp=yes", "日本 \n語 \n\nend") == "日本語\nend")
    }

    @Test func aMarkThatComesToStandBehindItsLetterIsComposed() {
        let text = body("; format=flowed; delsp=yes", "e \n\u{301}nd")
        #expect(text.unicodeScalars.map(\.value) == [0xE9, 0x6E, 0x64])
    }

    @Test func flowedTextStaysAsItIsInItsPart() {
        #expect(Sample.message("Content-Type: text/plain; format=flowed\n\none \ntwo").root.text.text == "one \ntwo")
    }

    @Test func filesInUuencodeInsideOfTextAreAttachments() {
        let message = Sample.message("Subject: s\n\nbefore\nbegin 644 a b.txt\n%2&5L;&\\\n`\nend\nbetween\nbegin 0755 two\n#0V%T\nend\nafter\n")
        #expect(message.attachments.map(\.filename) == ["a b.txt", "two"])
        #expect(message.attachments.map { String(decoding: $0.decodedOctets, as: UTF8.self) } == ["Hello", "Cat"])
        #expect(message.attachments.allSatisfy { $0.isAttachment && $0.type == "application/octet-stream" })
        #expect(message.bodyText.text == "before\nbetween\nafter\n")
        #expect(message.leafParts.count == 1)
    }

    @Test(arguments: [
        "begin at the beginning\nend\n", "begin 644\n#0V%T\nend\n", "begin 644 x\nthis is text\nend\n", "begin 999 x\n#0V%T\nend\n",
        "begin 644 x\n#0V%T\nlower case text\nend\n", " begin 644 x\n#0V%T\nend\n", "begin 644 x\n",
    ])
    func whatOnlyLooksLikeUuencodeIsText(_ text: String) {
        let message = Sample.message("Subject: s\n\n" + text)
        #expect(message.attachments.isEmpty)
        #expect(message.bodyText.text == text)
    }

    @Test func aFileInsideOfTextThatIsCutOffIsReadAsFarAsItGoes() {
        let text = "begin 644 x\n#0V%T\n#0V%T\nend\n"
        for end in 0...text.utf8.count {
            let message = Sample.message("\n" + String(decoding: Array(text.utf8)[..<end], as: UTF8.self))
            #expect(message.attachments.count <= 1)
            // Its first line ends at octet 17.
            if end >= 17 { #expect(message.attachments.count == 1) }
            if end <= 13 { #expect(message.attachments.isEmpty) }
        }
        #expect(Sample.message("\nbegin 644 x\n#0V%T\n#0V%T").attachments.first?.decodedSize == 6)
    }

    @Test func manyBeginningsTakeLinearTime() {
        let taken = ContinuousClock().measure {
            let message = Sample.message("\n" + String(repeating: "begin 644 x\n" + String(repeating: "#0V%T\n", count: 4), count: 20_000))
            #expect(message.attachments.count <= 1)
            let many = Sample.message("\n" + String(repeating: "begin 644 x\n#0V%T\nend\n", count: 20_000))
            #expect(many.attachments.count == many.limits.parts)
        }
        #expect(taken < .seconds(90))
    }
}
