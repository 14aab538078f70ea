import Foundation
import Testing

@testable import Store

@Suite struct `Searching` {
    /// Three decided messages of two accounts, and one that is not decided.
    private static func filled() async throws -> (store: Store, fixture: StateFixture, rows: [MessageRow]) {
        let fixture = StateFixture()
        let store = try fixture.open()
        let (work, home) = (try await store.account("work"), try await store.account("home"))
        let rows = try await store.admit([arrival("u1", content: 1), arrival("u2", content: 2)], account: work).map(\.row)
            + store.admit([arrival("u3", content: 3), arrival("u4", content: 4)], account: home).map(\.row)
        try await store.write { transaction in
            _ = try transaction.plan(
                [
                    planned(rows[0], subject: "Red shoes, 50% off", from: "Shop <news@shop.example.net>", date: noon,
                        effects: [fileInto("Lists/swift"), fileInto("Lists/swift")], tags: ["Invoice"]),
                    planned(rows[1], subject: "Shoes that are not red", from: "Müller <m@example.org>",
                        date: noon.addingTimeInterval(86400), effects: [fileInto("INBOX"), fileInto("Gone", state: .parked)],
                        tags: ["invoice", "Größe"]),
                ], account: work)
            _ = try transaction.plan([planned(rows[2], subject: "quote \" and back\\slash 100_000", date: nil)], account: home)
            while try transaction.indexPending(limit: 2) == 2 {}
        }
        return (store, fixture, rows)
    }

    private static func uidls(_ query: String, in store: Store) async throws -> [String] {
        let utc = try #require(TimeZone(identifier: "UTC"))
        return try await store.search(SearchQuery(parsing: query, timeZone: utc), limit: 100).map(\.uidl).sorted()
    }

    @Test(arguments: [
        ("tag:invoice", ["u1", "u2"]),
        ("tag:INVOICE -tag:grÖSSE -tag:größe", ["u1"]),
        ("from:example.net", ["u1"]),
        ("from:SHOP.EXAMPLE", ["u1"]),
        ("from:muller", ["u2"]),
        ("to:bob@example.net", ["u1", "u2", "u3"]),
        ("\"red shoes\"", ["u1"]),
        ("red shoes", ["u1", "u2"]),
        ("MULLER", ["u2"]),
        ("shoes -\"red shoes\"", ["u2"]),
        ("subject:50%", ["u1"]),
        ("subject:100_000", ["u3"]),
        ("subject:100x000", []),
        ("subject:\"that are\"", ["u2"]),
        ("folder:Lists", ["u1"]),
        ("folder:lists/SWIFT", ["u1"]),
        ("folder:List", []),
        ("folder:Gone", []),
        ("-folder:INBOX tag:invoice", ["u1"]),
        ("account:home", ["u3", "u4"]),
        ("account:home -subject:quote", ["u4"]),
        ("since:2026-01-02", ["u2"]),
        ("before:2026-01-02", ["u1", "u3", "u4"]),
        ("since:2026-01-01 before:2026-01-02 tag:invoice", ["u1"]),
        ("", ["u1", "u2", "u3", "u4"]),
    ])
    func `finds what the terms say`(_ query: String, _ expected: [String]) async throws {
        let (store, fixture, _) = try await Self.filled()
        #expect(try await Self.uidls(query, in: store) == expected)
        withExtendedLifetime(fixture) {}
    }

    @Test func `a hit tells what it is, the newest first`() async throws {
        let (store, fixture, rows) = try await Self.filled()
        let hits = try await store.search(SearchQuery(parsing: "tag:invoice"), limit: 10)
        #expect(hits.map(\.id) == [rows[1], rows[0]])
        #expect(hits[1].account == "work")
        #expect(hits[1].folders == ["Lists/swift"])
        #expect(hits[0].folders == ["INBOX"])
        #expect(hits[0].tags == ["Größe", "invoice"])
        #expect(hits[0].messageID == "<\(rows[1])@example.org>")
        #expect(try await store.search(SearchQuery(parsing: "tag:invoice"), limit: 1).map(\.id) == [rows[1]])
        #expect(try await store.search(SearchQuery(parsing: "message-id:\(rows[0])@example.org"), limit: 9).map(\.id) == [rows[0]])
        let tags = try await store.tags()
        #expect(tags.map(\.count) == [2, 1])
        #expect(tags[0].newest == noon.addingTimeInterval(86400))
        withExtendedLifetime(fixture) {}
    }

    @Test(arguments: [
        "'", "''; DROP TABLE message; --", "a OR b", "a AND", "NOT", "NEAR(a b)", "from_text:x*", "*", "^x", "(", ")", "{a}", "a + b",
        "-", "--x", "tag:%", "from:%", "from:'", "folder:_", "subject:\\", "\"a* OR b\"", "\u{0}", "a\u{0}b", "from:a\u{0}b",
        "\u{202E}", "!!!", "-!!!", "subject:!!!", "red !!!", "\u{FFFD}\u{1F600}", "message-id:<>",
    ])
    func `nothing that a person writes becomes syntax`(_ text: String) async throws {
        let (store, fixture, _) = try await Self.filled()
        if let query = try? SearchQuery(parsing: text) { _ = try await store.search(query, limit: 10) }
        // The same text as one quoted phrase, where it has no quotes of its own.
        if !text.contains("\"") { _ = try await store.search(try SearchQuery(parsing: "\"\(text)\""), limit: 10) }
        #expect(try await store.search(try SearchQuery(parsing: ""), limit: 10).count == 4)
        withExtendedLifetime(fixture) {}
    }

    @Test(arguments: [
        ("size:3", 1, "there is no field `size:`"),
        ("ärger tga:x", 7, "there is no field `tga:`"),
        ("tag: x", 1, "`tag:` needs a value"),
        ("a \"b c", 3, "the closing quote is missing"),
        ("since:2026-02-30", 7, "is no day"),
        ("before:tomorrow", 8, "is no day"),
        ("a -", 3, "a word is missing"),
        ("\"\"", 1, "the quotes are empty"),
    ])
    func `a mistake has its column and a sentence`(_ text: String, _ column: Int, _ part: String) {
        do {
            _ = try SearchQuery(parsing: text)
            Issue.record("no mistake was seen")
        } catch {
            #expect(error.column == column)
            #expect(error.message.contains(part))
        }
    }

    @Test func `every beginning of a query is read or refused, long ones are refused`() throws {
        let text = "-tag:größe from:\"a b\" since:2026-01-01 \"red shoes\" -wörd message-id:<a@b> x\u{0}y"
        let octets = Array(text.utf8)
        for length in 0...octets.count {
            let cut = String(decoding: octets[..<length], as: UTF8.self)
            do { _ = try SearchQuery(parsing: cut) } catch { #expect(error.column <= cut.unicodeScalars.count + 1) }
        }
        #expect(throws: SearchQueryError.self) { try SearchQuery(parsing: String(repeating: "a", count: 4097)) }
        #expect(throws: SearchQueryError.self) { try SearchQuery(parsing: String(repeating: "a ", count: 65)) }
        #expect(try SearchQuery(parsing: String(repeating: "-subject:a ", count: 64)).terms.count == 64)
    }

    @Test func `what is decided late is found too`() async throws {
        let (store, fixture, rows) = try await Self.filled()
        let home = try await store.account("home")
        #expect(try await Self.uidls("latecomer", in: store).isEmpty)
        try await store.write { transaction in
            _ = try transaction.plan([planned(rows[3], subject: "The latecomer")], account: home)
            #expect(try transaction.indexPending(limit: 10) == 1)
            #expect(try transaction.indexPending(limit: 10) == 0)
        }
        #expect(try await Self.uidls("latecomer", in: store) == ["u4"])
        // As many terms as are allowed, also for SQLite.
        #expect(try await Self.uidls(String(repeating: "-subject:a ", count: 64), in: store) == ["u1"])
        withExtendedLifetime(fixture) {}
    }
}
