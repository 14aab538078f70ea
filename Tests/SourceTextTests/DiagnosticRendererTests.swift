import SourceText
import Testing

@Suite struct DiagnosticRendererTests {
    private let file = SourceFile(name: "Rules/personal.rules", text: "rule \"x\" {\n  when size > 3Q\n}\n")

    @Test func aFindingShowsPlaceLineCaretsAndCure() {
        let finding = Diagnostic(
            .error, code: "R014", "unknown unit \"Q\" in a size", at: SourceSpan(file, 25..<27), label: "a size ends in KB, MB or GB",
            help: "write 3MB")
        #expect(
            DiagnosticRenderer(colour: false).render(finding) == """
                error[R014]: unknown unit "Q" in a size
                  Rules/personal.rules:2:15
                    2 |   when size > 3Q
                      |               ^^ a size ends in KB, MB or GB
                  help: write 3MB

                """)
    }

    @Test func theCauseElsewhereIsShownAsWell() {
        let finding = Diagnostic(
            .warning, code: "R070", "the same name twice", at: SourceSpan(file, 14..<18),
            notes: [Diagnostic.Note(SourceSpan(file, 5..<8), "first here")])
        let text = DiagnosticRenderer(colour: false).render(finding)
        #expect(text.hasPrefix("warning[R070]: the same name twice\n"))
        #expect(text.contains("    1 | rule \"x\" {\n      |      ^^^ first here\n"))
    }

    @Test func controlsOfAHostileFileDoNotReachTheTerminal() {
        let hostile = SourceFile(name: "f", text: "when \u{1B}[2J\u{7}x \u{202E}y\n")
        let text = DiagnosticRenderer(colour: false).render(Diagnostic(.error, code: "R001", "x", at: SourceSpan(hostile, 0..<4)))
        #expect(!text.unicodeScalars.contains("\u{1B}"))
        #expect(!text.unicodeScalars.contains("\u{202E}"))
    }

    @Test func coloursAreForThoseWhoAsked() {
        let finding = Diagnostic(.error, code: "R001", "x", at: nil)
        #expect(!DiagnosticRenderer(colour: false).render(finding).contains("\u{1B}"))
        #expect(DiagnosticRenderer(colour: true).render(finding).contains("\u{1B}[1;31m"))
    }

    @Test func everySpanOfATextCanBeRendered() {
        let odd = SourceFile(name: "f", text: "a\t会议\r\n\n\u{301}é")
        let count = odd.text.utf8.count
        for start in 0...count {
            for end in start...count {
                let text = DiagnosticRenderer(colour: false).render(Diagnostic(.error, code: "R001", "x", at: SourceSpan(odd, start..<end)))
                #expect(text.contains("^"))
            }
        }
    }
}
