import Delivery
import Foundation
import MailMessage
import Spool
import Testing

/// A small disk in memory, which only root can mount.
private final class SmallDisk {
    let directory: TemporaryDirectory

    /// Nil where it can't be mounted.
    init?() {
        guard geteuid() == 0, let directory = try? TemporaryDirectory() else { return nil }
        self.directory = directory
        guard SmallDisk.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", directory.path]) else { return nil }
    }

    deinit { _ = SmallDisk.run(["umount", "-l", directory.path]) }

    private static func run(_ command: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    static let isPossible = SmallDisk() != nil
}

@Suite("An mbox file on a full disk", .enabled(if: SmallDisk.isPossible, "needs root, and the right to mount"))
struct MboxFullDiskTests {
    @Test func whatDidNotFitIsTakenAwayAgain() throws {
        let disk = try #require(SmallDisk())
        let mbox = try Mbox(path: disk.directory.path + "/mbox")
        let small = MboxMessage(Octets(Array("Subject: small\n\nbody\n".utf8)))
        let large = MboxMessage(Octets(Array("Subject: large\n\n\(String(repeating: "A line.\n", count: 60_000))".utf8)))
        let locked = try mbox.lock("INBOX", mayMake: true)
        try locked.append([small], behind: try locked.intent(time: MboxPlace.time, count: 1))
        let before = try disk.directory.octets("mbox/inbox")
        let intent = try locked.intent(time: MboxPlace.time, count: 3)
        do throws(DeliveryError) {
            try locked.append([small, large, small], behind: intent)
            Issue.record("480 KB fit into 256")
        } catch {
            guard case .file(let cause) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(cause.code == ENOSPC)
            #expect(error.isTemporary)
        }
        #expect(try disk.directory.octets("mbox/inbox") == before)
        #expect(try locked.recover(intent, [0: small, 1: large, 2: small]) == [])
        // There is room for less.
        try locked.append([small, small], behind: try locked.intent(time: MboxPlace.time, count: 2))
        locked.release()
        #expect(MboxPlace.messages(in: try disk.directory.octets("mbox/inbox")).count == 3)
    }

    @Test func noRoomForALockFileIsTroubleThatMayPass() throws {
        let disk = try #require(SmallDisk())
        let mbox = try Mbox(path: disk.directory.path + "/mbox")
        try mbox.lock("INBOX", mayMake: true).release()
        let filler = FileManager.default.createFile(atPath: disk.directory.path + "/filler", contents: Data(count: 250 << 10))
        #expect(filler)
        for number in 0..<8 { _ = FileManager.default.createFile(atPath: disk.directory.path + "/filler\(number)", contents: Data(count: 4096)) }
        do throws(DeliveryError) {
            try mbox.lock("INBOX", mayMake: true, mayWait: false).release()
            Issue.record("the disk had room")
        } catch {
            #expect(error.isTemporary)
            #expect(try disk.directory.names("mbox") == ["inbox"])
        }
    }
}
