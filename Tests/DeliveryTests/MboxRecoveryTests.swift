import Delivery
import Foundation
import MailMessage
import Testing

/// A crash in the middle of a group, at every octet of it: nothing is lost, nothing comes twice, and what others wrote stays as it is.
@Suite("An mbox file after a crash") struct MboxRecoveryTests {
    /// What was in the file before.
    private static let before = "From ann@example.org Sun Nov 22 10:00:00 2026\nSubject: before\n\nOld mail.\n\n"
    /// What another program delivered between the crash and the restart.
    private static let foreign = "From cy@example.org Mon Nov 23 22:50:00 2026\nSubject: foreign\n\nNew mail.\n\n"
    private let texts = [
        "From: bo@example.net\nSubject: one\n\nHello.\nFrom here on.\n", "From: bo@example.net\nSubject: two\n\n>From x\n\n\nx\n", "Subject: three\n\nThe end",
    ]
    private let messages: [MboxMessage]
    /// The file as it would be without a crash.
    private let whole: [UInt8]

    init() throws {
        messages = texts.map { MboxMessage(Octets(Array($0.utf8)), flags: ["\\Flagged"]) }
        let place = try MboxPlace()
        try place.append([])
        try place.overwrite(Array(Self.before.utf8))
        try place.append(messages)
        whole = try place.octets()
    }

    /// The file as a crash leaves it that lets so many octets through, and the intent that was recorded.
    private func crashed(after octets: Int, before: String = before) throws -> (MboxPlace, MboxIntent) {
        let place = try MboxPlace()
        try place.mbox.lock("INBOX", mayMake: true).release()
        try place.overwrite(Array(before.utf8))
        let intent = try place.append(messages)
        let whole = try place.octets()
        try place.overwrite(Array(whole[..<(before.utf8.count + octets)]))
        return (place, try #require(MboxIntent.reading(intent.text(at: 0))).intent)
    }

    /// A restart: what is in the file counts, the rest is delivered again.
    private func restart(_ place: MboxPlace, _ intent: MboxIntent) throws -> Set<Int> {
        let locked = try place.mbox.lock("INBOX", mayMake: false)
        let arrived = try locked.recover(intent, Dictionary(uniqueKeysWithValues: messages.enumerated().map { ($0.offset, $0.element) }))
        let open = messages.indices.filter { !arrived.contains($0) }.map { messages[$0] }
        try locked.append(open, behind: try locked.intent(time: MboxPlace.time + 60, count: open.count))
        return arrived
    }

    /// How often each of the group's messages is in the file, whole, by the mark that every line of ours begins with.
    private func counts(_ octets: [UInt8]) -> [Int] {
        let entries = ("\n" + String(decoding: octets, as: UTF8.self)).components(separatedBy: "\nFrom ").map { entry in
            entry.components(separatedBy: "\n").dropFirst()
                .filter { line in !["Status:", "X-Status:", "X-UID:"].contains { line.hasPrefix($0) } }
                .map { $0.drop { $0 == ">" }.hasPrefix("From ") ? String($0.dropFirst()) : $0 }
                .joined(separator: "\n").trimmingCharacters(in: .newlines)
        }
        return texts.map { text in entries.count { $0 == text.trimmingCharacters(in: .newlines) } }
    }

    @Test func whatIsFoundIsWrittenAgainBeforeItCounts() throws {
        // A sync that failed leaves memory that looks written; the next one would say that all is well.
        let (place, intent) = try crashed(after: whole.count - Self.before.utf8.count)
        let before = try place.octets()
        let past = Date(timeIntervalSince1970: 1_000_000)
        try FileManager.default.setAttributes([.modificationDate: past], ofItemAtPath: place.path("inbox"))
        let locked = try place.mbox.lock("INBOX", mayMake: false)
        #expect(try locked.recover(intent, Dictionary(uniqueKeysWithValues: messages.enumerated().map { ($0.offset, $0.element) })) == [0, 1, 2])
        locked.release()
        #expect(try place.octets() == before)
        #expect(try FileManager.default.attributesOfItem(atPath: place.path("inbox"))[.modificationDate] as? Date != past)
    }

    @Test func whatAnIntentSaysIsReadBack() throws {
        let (_, intent) = try crashed(after: 0)
        let text = intent.text(at: 2)
        let read = try #require(MboxIntent.reading(text))
        #expect(read.intent == intent)
        #expect(read.place == 2)
        for other in ["", "INBOX", "mbox-1", text + " 1", text.replacingOccurrences(of: "mbox-1", with: "mbox-2"), intent.text(at: 3), "mbox-1 1 2 3 4 5 6"] {
            #expect(MboxIntent.reading(other) == nil)
        }
        for count in 0..<text.utf8.count { #expect(MboxIntent.reading(String(text.prefix(count))) == nil) }
    }

    @Test func aCutAtEveryOctetIsMended() throws {
        let group = whole.count - Self.before.utf8.count
        var arrivals: Set<Int> = []
        for cut in 0...group {
            let (place, intent) = try crashed(after: cut)
            let arrived = try restart(place, intent)
            arrivals.insert(arrived.count)
            #expect(arrived == Set(0..<arrived.count))
            let octets = try place.octets()
            #expect(octets.count == whole.count, "no piece is left over")
            #expect(counts(octets) == [1, 1, 1])
            #expect(octets.starts(with: Self.before.utf8))
        }
        #expect(arrivals == [0, 1, 2, 3])
    }

    @Test func aLengthWithoutItsDataIsMended() throws {
        let group = whole.count - Self.before.utf8.count
        for start in stride(from: 0, to: group, by: 7) {
            for end in [start + 1, start + 20, group] where end <= group {
                let (place, intent) = try crashed(after: group)
                var octets = try place.octets()
                for index in start..<end { octets[Self.before.utf8.count + index] = 0 }
                try place.overwrite(octets)
                _ = try restart(place, intent)
                let mended = try place.octets()
                #expect(!mended.contains(0))
                #expect(counts(mended) == [1, 1, 1], "nothing at \(start) to \(end) of \(group)")
                #expect(mended.starts(with: Self.before.utf8))
            }
        }
    }

    @Test(arguments: [foreign, "\n\n" + foreign])
    func aSecondWriterBetweenCrashAndRestartLosesNothing(_ foreign: String) throws {
        let group = whole.count - Self.before.utf8.count
        for cut in 0...group {
            let (place, intent) = try crashed(after: cut)
            try place.overwrite(try place.octets() + Array(foreign.utf8))
            let left = try place.octets()
            let arrived = try restart(place, intent)
            let octets = try place.octets()
            #expect(octets.starts(with: left), "nothing is taken away")
            #expect(counts(octets) == [1, 1, 1], "cut at \(cut) of \(group), arrived \(arrived)")
        }
    }

    @Test func aReaderThatMarksMailAsReadMakesNothingComeTwice() throws {
        for cut in [0, whole.count - Self.before.utf8.count] {
            let (place, intent) = try crashed(after: cut)
            let marked = String(decoding: try place.octets(), as: UTF8.self)
                .replacingOccurrences(of: "Subject: before\n", with: "X-IMAPbase: 1 2\nX-UID: 1\nStatus: RO\nSubject: before\n")
                .replacingOccurrences(of: "Subject: two\n", with: "Subject: two\nX-UID: 3\nStatus: RO\n")
                .replacingOccurrences(of: "X-Status: F\n", with: "")
            try place.overwrite(Array(marked.utf8))
            #expect(try restart(place, intent).count == (cut == 0 ? 0 : 3))
            #expect(counts(try place.octets()) == [1, 1, 1])
        }
    }

    @Test func aReaderThatRemovesMailInFrontIsNotMistaken() throws {
        let (place, intent) = try crashed(after: whole.count - Self.before.utf8.count)
        try place.overwrite(Array(try place.octets()[Self.before.utf8.count...]) + Array(Self.foreign.utf8))
        #expect(try restart(place, intent) == [0, 1, 2])
        #expect(try place.messages().count == 4)
    }

    @Test func anotherFileInItsPlaceIsSearched() throws {
        let (place, intent) = try crashed(after: whole.count - Self.before.utf8.count)
        let octets = try place.octets()
        let moved = place.path("moved")
        try FileManager.default.moveItem(atPath: place.path("inbox"), toPath: moved)
        try Data(octets).write(to: URL(fileURLWithPath: place.path("inbox")))
        #expect(try restart(place, intent) == [0, 1, 2])
        try FileManager.default.removeItem(atPath: place.path("inbox"))
        try place.mbox.lock("INBOX", mayMake: true).release()
        #expect(try restart(place, intent) == [])
        #expect(counts(try place.octets()) == [1, 1, 1])
    }

    @Test func aShorterFileIsAnotherFile() throws {
        let (place, intent) = try crashed(after: 30)
        try place.overwrite(Array(Self.before.utf8.dropLast(1)))
        #expect(try restart(place, intent) == [])
        #expect(try place.text().hasPrefix(Self.before))
        #expect(counts(try place.octets()) == [1, 1, 1])
    }

    @Test func equalMessagesAreTwoMessages() throws {
        let place = try MboxPlace()
        let twin = MboxMessage(Octets(Array("Subject: twin\n\nbody\n".utf8)))
        let intent = try place.append([twin, twin])
        let both = try place.octets()
        for (cut, count) in [(both.count / 2, 1), (both.count, 2), (0, 0)] {
            try place.overwrite(Array(both[..<cut]) + Array(Self.foreign.utf8))
            #expect(try place.mbox.lock("INBOX", mayMake: false).recover(intent, [0: twin, 1: twin]).count == count)
        }
    }

    @Test func aGroupWithAGapIsLookedFor() throws {
        let (place, intent) = try crashed(after: whole.count - Self.before.utf8.count)
        #expect(try place.mbox.lock("INBOX", mayMake: false).recover(intent, [1: messages[1], 2: messages[2]]) == [1, 2])
        #expect(try place.octets() == whole)
        let (empty, other) = try crashed(after: 0)
        #expect(try empty.mbox.lock("INBOX", mayMake: false).recover(other, [1: messages[1]]) == [])
    }

    @Test(arguments: ["", "From a b\nSubject: x\n\nno line end", "From a b\nSubject: x\n\nno empty line\n", "From a b\r\nSubject: x\r\n\r\nbody\r\n\r\n", "\n"])
    func whateverStandsBeforeIsKeptApart(_ before: String) throws {
        let group = try crashed(after: 0, before: before).0
        let intact = try group.octets()
        for cut in [0, 1, 2, 3, 40] {
            let (place, intent) = try crashed(after: cut, before: before)
            _ = try restart(place, intent)
            #expect(try place.octets().starts(with: intact))
            #expect(counts(try place.octets()) == [1, 1, 1])
            #expect(try place.messages().suffix(3).map { $0.contains("X-Status: F\n") } == [true, true, true])
        }
    }

    @Test func mailBehindAMegabyteOfOtherMailIsFound() throws {
        let place = try MboxPlace()
        let intent = try place.append(messages)
        let entry = "From cy@example.org Mon Nov 23 22:50:00 2026\nSubject: long\n\n\(String(repeating: "A line of it, From here.\n", count: 3_000))\n"
        let many = Array(String(repeating: entry, count: 20).utf8)
        try place.overwrite(many + (try place.octets()) + many)
        #expect(try place.mbox.lock("INBOX", mayMake: false).recover(intent, [0: messages[0], 1: messages[1], 2: messages[2]]) == [0, 1, 2])
    }
}
