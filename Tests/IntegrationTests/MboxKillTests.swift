import Foundation
import Testing

/// An mbox store whose writer is killed at random, while another program appends mail of its own to the same files.
@Suite("Killed while filing into mbox", .serialized, .enabled(if: DovecotServer.isExpected, "Dovecot is not installed"))
struct MboxKillTests {
    private static let foreign = "From cy@example.org Mon Nov 23 22:50:00 2026\nSubject: foreign"

    @Test("Ten times kill -9 at random: nothing lost, nothing twice, other mail intact", arguments: [false, true])
    func killedAtRandom(hasSecondWriter: Bool) async throws {
        try await DovecotServer.with { server, scratch in
            let mail = PostroomConfiguration.mail(of: "ann", in: scratch)
            let account = PostroomConfiguration.Account(name: "ann", after: "delete", isMbox: true)
            let file = try PostroomConfiguration(accounts: [account]).write(for: server, in: scratch)
            let postroom = PostroomProgram(directory: scratch.path)
            let share = 100
            var messages = MixedMessage.messages(share, seed: 13)
            try server.deliver(messages, to: "ann")
            var whole = try await ContinuousClock().measure {
                let outcome = try await postroom.run("poll", "--config", file)
                #expect(outcome.status == 0, "\(outcome.errors)")
            }
            var (interrupted, appended) = (0, 0)
            for round in 1...10 {
                let more = MixedMessage.messages(share, from: round * share, seed: 13)
                try server.deliver(more, to: "ann")
                messages += more
                let poll = try postroom.start("poll", "--config", file)
                try await Task.sleep(for: whole * Double.random(in: 0.2...0.95))
                if poll.isRunning { interrupted += 1 } else { whole = whole * 0.5 }
                poll.signal(SIGKILL)
                _ = try await poll.outcome()
                try ageLockFiles(in: mail)
                if hasSecondWriter {
                    for box in ["inbox", "Work"] {
                        appended += 1
                        try append("\(Self.foreign) \(appended)\n\nWhole and sound.\n\n", to: "\(mail)/\(box)")
                    }
                }
            }
            #expect(interrupted >= 5, "only \(interrupted) of ten polls were still running when they were killed")
            let last = try await postroom.run("poll", "--config", file)
            #expect(last.status == 0, "\(last.errors)")
            try expect(messages, in: mail, foreign: appended)
            #expect(server.remaining(for: "ann") == 0)
            let spooled = try FileManager.default.contentsOfDirectory(atPath: "\(scratch.path)/state/spool")
            #expect(spooled.count == 0)
        }
    }

    /// What a killed process leaves counts as left behind only after some seconds; they pass here.
    private func ageLockFiles(in mail: String) throws {
        guard let files = FileManager.default.enumerator(atPath: mail) else { return }
        for case let file as String in files where file.hasSuffix(".lock") {
            try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -60)], ofItemAtPath: "\(mail)/\(file)")
        }
    }

    /// As a program does that looks at nothing.
    private func append(_ text: String, to file: String) throws {
        let handle = try #require(FileHandle(forWritingAtPath: file))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    /// Holds the files against what was sent, without any of Postroom's code.
    private func expect(_ messages: [MixedMessage], in mail: String, foreign: Int) throws {
        var whole: [String: Int] = [:]
        var others = 0
        var foreigners: Set<Substring> = []
        let files = FileManager.default.enumerator(atPath: mail)?.compactMap { $0 as? String } ?? []
        #expect(!files.contains { $0.hasSuffix(".lock") })
        let known = Dictionary(uniqueKeysWithValues: messages.map { (DeliveredMbox.trimmed($0.octets), "\($0.folder) \($0.serial)") })
        for file in files where !FileManager.default.directoryExists("\(mail)/\(file)") {
            let folder = file == "inbox" ? "INBOX" : file
            let octets = Array(try Data(contentsOf: URL(fileURLWithPath: "\(mail)/\(file)")))
            let text = String(decoding: octets, as: Unicode.ASCII.self)
            for found in text.components(separatedBy: Self.foreign + " ").dropFirst() {
                let number = found.prefix { $0.isNumber }
                if found.dropFirst(number.count).hasPrefix("\n\nWhole and sound.\n\n") { foreigners.insert(number) }
            }
            for entry in DeliveredMbox.entries(octets) {
                if let name = known[entry] {
                    whole["\(name) in \(folder)", default: 0] += 1
                } else if !entry.starts(with: Array("Subject: foreign".utf8)) {
                    others += 1
                }
            }
        }
        let wrong = messages.filter { whole["\($0.folder) \($0.serial) in \($0.folder)"] != 1 }
        let isWhole = wrong.isEmpty
        #expect(isWhole, "\(wrong.count) of \(messages.count): \(wrong.prefix(5).map { "\($0.folder) \($0.serial)" })")
        let found = whole.count
        #expect(found == messages.count)
        #expect(foreigners.count == foreign)
        #expect(others <= foreign, "\(others) pieces that nobody sent")
    }
}

extension FileManager {
    fileprivate func directoryExists(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }
}
