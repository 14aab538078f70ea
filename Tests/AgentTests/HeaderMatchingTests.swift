import Foundation
import Store
import Testing

@testable import Agent

@Suite struct HeaderMatchingTests {
    private func header(
        _ id: String?, at second: Int? = 0, from: String = "Bo <bo@example.net>", to: String = "ann@example.org", _ subject: String = "s"
    ) -> MessageSummary {
        MessageSummary(
            messageID: id, from: from, to: to, subject: subject,
            date: second.map { Date(timeIntervalSince1970: 1_767_268_800 + TimeInterval($0)) })
    }

    private func rows(_ headers: MessageSummary...) -> [(row: Int64, header: MessageSummary)] {
        headers.enumerated().map { (Int64($0 + 100), $1) }
    }

    private func match(_ read: [MessageSummary], _ rows: [(row: Int64, header: MessageSummary)]) -> [Int: Int64] {
        Dictionary(uniqueKeysWithValues: HeaderMatching.match(read.enumerated().map { ($0 + 1, $1) }, rows).map { ($0.number, $0.row) })
    }

    @Test func messageIDDateAndSenderTell() {
        let known = rows(header("<a>"), header("<b>"))
        #expect(match([header("<b>"), header("<c>"), header("<a>")], known) == [1: 101, 3: 100])
        #expect(match([header("<a>", at: 1)], known).isEmpty)
        #expect(match([header("<a>", from: "Eve <eve@example.net>")], known).isEmpty)
        #expect(match([header("<a>", from: "Bo B. <BO@example.net>", to: "x", "t")], known) == [1: 100])
        #expect(match([header("<a>", at: nil)], rows(header("<a>", at: nil))) == [1: 100])
    }

    @Test func eachRowIsClaimedOnce() {
        let known = rows(header("<a>"), header("<a>"), header("<a>", "other"))
        #expect(match([header("<a>"), header("<a>")], known) == [1: 100, 2: 101])
        #expect(Set(match([header("<a>"), header("<a>"), header("<a>", "changed")], known).values) == [100, 101, 102])
    }

    @Test func oneTooManyIsClaimedByNobodyUnlessSubjectAndRecipientsTell() {
        #expect(match([header("<a>"), header("<a>")], rows(header("<a>"))).isEmpty)
        let copies = [header("<a>", to: "list@example.org"), header("<a>")]
        #expect(match(copies, rows(header("<a>"))) == [2: 100])
        #expect(match([header("<a>", "x"), header("<a>", "y")], rows(header("<a>"))).isEmpty)
    }

    @Test func withoutMessageIDTheRestTells() {
        #expect(match([header(nil)], rows(header(nil))) == [1: 100])
        #expect(match([header("<added>")], rows(header(nil))) == [1: 100])
        #expect(match([header(nil)], rows(header("<a>"))).isEmpty)
        #expect(match([header(nil, "x")], rows(header(nil))).isEmpty)
        #expect(match([header(nil, at: nil)], rows(header(nil, at: nil))).isEmpty)
        #expect(match([header("<a>"), header("<b>")], rows(header(nil), header("<a>"))) == [1: 101, 2: 100])
    }

    @Test func tenThousandWithOneHeaderTakeNoTime() {
        let many = (0..<10_000).map { header("<a>", "\($0 % 5000)") }
        let rows = many.enumerated().map { (row: Int64($0), header: $1) }
        #expect(match(many, rows).count == 10_000)
        #expect(match(many + [header("<a>", "0")], rows).count == 9998)
    }
}
