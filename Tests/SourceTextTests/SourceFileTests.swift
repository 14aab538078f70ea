import SourceText
import Testing

@Suite struct SourceFileTests {
    @Test func placesCountLinesAndScalarsFromOne() {
        let file = SourceFile(name: "f", text: "eins\r\nzwéi\ndrei")
        #expect(file.lineCount == 3)
        #expect(file.position(of: 0) == SourcePosition(line: 1, column: 1))
        // é takes two octets and one column.
        #expect(file.position(of: 10) == SourcePosition(line: 2, column: 4))
        #expect(file.position(of: 9_999) == SourcePosition(line: 3, column: 5))
        #expect(file.line(1) == "eins")
        #expect(file.line(2) == "zwéi")
        #expect(file.line(4) == "")
    }

    @Test func anEmptyTextHasOneEmptyLine() {
        let file = SourceFile(name: "f", text: "")
        #expect(file.lineCount == 1)
        #expect(file.position(of: 0) == SourcePosition(line: 1, column: 1))
        #expect(file.slice(0..<5) == "")
    }

    @Test func everyOffsetHasAPlaceThatLeadsBack() {
        let file = SourceFile(name: "f", text: "a\n\nbb\r\n\u{1F4E7}c")
        for offset in 0...file.text.utf8.count {
            let place = file.position(of: offset)
            #expect(place.line >= 1 && place.line <= file.lineCount)
            #expect(file.offset(ofLine: place.line) <= offset)
        }
    }
}
