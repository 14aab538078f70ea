import Delivery
import Foundation
import Spool
import Testing

/// Dovecot's own view of folders that were made here. Dovecot reads no mail as root, so root asks it as `nobody`.
@Suite("What Dovecot sees", .enabled(if: FileManager.default.isExecutableFile(atPath: Dovecot.path), "needs doveadm"))
struct DovecotTests {
    let place: TemporaryDirectory
    let spool: Spool

    init() throws {
        place = try TemporaryDirectory()
        spool = try Spool(path: place.path + "/spool")
    }

    private func fill(_ layout: Maildir.Layout, _ mailboxes: [String]) throws {
        let maildir = try Maildir(path: place.path + "/Mail", layout: layout, spool: spool)
        for mailbox in mailboxes {
            let name = try spool.add(Array("Subject: \(mailbox)\n\nbody\n".utf8))
            #expect(try maildir.deliver(name, to: mailbox, flags: [], mayMake: true) == .moved)
        }
        try maildir.synchronise()
    }

    @Test func namesInMaildirPlusPlusAreReadWithListescape() throws {
        let mailboxes = ["INBOX", "Lists/swift", "Lists/example.com", "Entwürfe", "a&b c"]
        try fill(.plusPlus, mailboxes)
        let dovecot = Dovecot(home: place.path, location: "maildir:\(place.path)/Mail", plugins: "listescape")
        #expect(try dovecot.counts() == Dictionary(uniqueKeysWithValues: mailboxes.map { ($0, 1) }))
    }

    @Test func withoutListescapeADotShowsAsItsEscape() throws {
        try fill(.plusPlus, ["INBOX", "Lists/example.com", "日本語"])
        let dovecot = Dovecot(home: place.path, location: "maildir:\(place.path)/Mail", plugins: "")
        #expect(try dovecot.counts() == ["INBOX": 1, "Lists/example\\2ecom": 1, "日本語": 1])
    }

    @Test func namesInDirectoriesAreReadAsTheyAre() throws {
        let mailboxes = ["INBOX", "Lists/swift", "Lists/example.com", "Entwürfe", "a&b c"]
        try fill(.directories, mailboxes)
        let dovecot = Dovecot(
            home: place.path, location: "maildir:\(place.path)/Mail:LAYOUT=fs:INBOX=\(place.path)/Mail/INBOX", plugins: "")
        #expect(try dovecot.counts() == Dictionary(uniqueKeysWithValues: mailboxes.map { ($0, 1) }))
    }
}
