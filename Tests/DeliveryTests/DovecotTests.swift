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

private struct Dovecot {
    static let path = "/usr/bin/doveadm"
    private static let nobody = 65534

    let home: String
    let location: String
    let plugins: String

    /// Every mailbox with the number of its messages.
    func counts() throws -> [String: Int] {
        let asRoot = geteuid() == 0
        let user = asRoot ? Self.nobody : Int(geteuid())
        let group = asRoot ? Self.nobody : Int(getegid())
        let configuration = """
            base_dir = \(home)/base
            log_path = /dev/stderr
            ssl = no
            first_valid_uid = \(user)
            first_valid_gid = \(group)
            mail_uid = \(user)
            mail_gid = \(group)
            mail_home = \(home)
            mail_location = \(location)
            mail_plugins = \(plugins)
            namespace inbox {
              inbox = yes
              separator = /
            }
            """
        try configuration.write(toFile: home + "/dovecot.conf", atomically: false, encoding: .utf8)
        if asRoot {
            let files = FileManager.default.enumerator(atPath: home)?.compactMap { ($0 as? String).map { home + "/" + $0 } } ?? []
            for file in [home] + files { try #require(chown(file, uid_t(user), gid_t(group)) == 0) }
        }
        let process = Process()
        let command = [Self.path, "-c", home + "/dovecot.conf", "mailbox", "status", "messages", "*"]
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            (asRoot ? ["setpriv", "--reuid", "\(user)", "--regid", "\(group)", "--clear-groups"] : []) + command
        process.environment = ["HOME": home, "USER": "ann", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        var counts: [String: Int] = [:]
        for line in text.split(separator: "\n") {
            guard let mark = line.range(of: " messages=", options: .backwards) else { continue }
            counts[String(line[..<mark.lowerBound])] = Int(line[mark.upperBound...])
        }
        return counts
    }
}
