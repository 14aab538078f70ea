import Delivery
import Foundation
import Spool
import Testing

/// Whether there is a second file system to deliver to.
private let memoryDiskIsApart: Bool = {
    var here = stat()
    var there = stat()
    return stat(NSTemporaryDirectory(), &here) == 0 && stat("/dev/shm", &there) == 0 && here.st_dev != there.st_dev
}()

@Suite("Delivery to another file system", .enabled(if: memoryDiskIsApart, "needs /dev/shm apart from the temporary directory"))
struct OtherFileSystemTests {
    let near: TemporaryDirectory
    let far: TemporaryDirectory
    let spool: Spool
    let maildir: Maildir
    let octets = Array("Subject: x\n\nbody\n".utf8)

    init() throws {
        near = try TemporaryDirectory()
        far = try TemporaryDirectory(in: "/dev/shm")
        spool = try Spool(path: near.path + "/spool")
        maildir = try Maildir(path: far.path + "/Mail", layout: .plusPlus, spool: spool)
    }

    private func stage(_ name: String, in mailbox: String = "Lists") throws {
        try octets.withUnsafeBytes { try maildir.stage(name, octets: $0, in: mailbox, mayMake: true) }
    }

    @Test func aRenameSaysThatItCannot() throws {
        let name = try spool.add(octets)
        #expect(try maildir.deliver(name, to: "Lists", flags: [], mayMake: true) == .elsewhere)
        #expect(try spool.directory.has(name))
    }

    @Test func aStagedCopyIsSeenOnlyOncePublished() throws {
        let name = try spool.add(octets)
        try stage(name)
        #expect(try far.names("Mail/.Lists/tmp") == [name])
        #expect(try far.names("Mail/.Lists/new").isEmpty)
        #expect(try maildir.publish(name, in: "Lists", flags: ["\\Flagged"]))
        try maildir.synchronise()
        #expect(try far.octets("Mail/.Lists/cur/" + name + ":2,F") == octets)
        #expect(try far.names("Mail/.Lists/tmp").isEmpty)
        #expect(try spool.directory.has(name), "the spool's file goes when the effect is recorded as done")
    }

    @Test func stagingAgainReplacesWhatACutLeft() throws {
        let name = try spool.add(octets)
        try stage(name)
        try Data("half".utf8).write(to: URL(fileURLWithPath: far.path + "/Mail/.Lists/tmp/" + name))
        try stage(name)
        #expect(try maildir.publish(name, in: "Lists", flags: []))
        #expect(try far.octets("Mail/.Lists/new/" + name) == octets)
    }

    @Test func aCopyThatAPowerCutLeftInBothPlacesIsOneMessage() throws {
        let name = try spool.add(octets)
        try stage(name)
        try FileManager.default.linkItem(atPath: far.path + "/Mail/.Lists/tmp/" + name, toPath: far.path + "/Mail/.Lists/new/" + name)
        #expect(try maildir.publish(name, in: "Lists", flags: []))
        #expect(try far.names("Mail/.Lists/tmp").isEmpty)
        #expect(try far.octets("Mail/.Lists/new/" + name) == octets)
    }

    @Test func aCopyGoneFromTmpIsLookedForByName() throws {
        let name = try spool.add(octets)
        try stage(name)
        #expect(try !maildir.holds(name, in: "Lists"))
        #expect(try maildir.publish(name, in: "Lists", flags: []))
        #expect(try !maildir.publish(name, in: "Lists", flags: []))
        #expect(try maildir.holds(name, in: "Lists"))
        // A reader has seen it.
        try FileManager.default.moveItem(
            atPath: far.path + "/Mail/.Lists/new/" + name, toPath: far.path + "/Mail/.Lists/cur/" + name + ":2,S")
        #expect(try maildir.holds(name, in: "Lists"))
    }

    @Test func aCopyInTmpWhoseFolderLostItsNewIsNotTakenForDelivered() throws {
        let name = try spool.add(octets)
        try stage(name)
        try FileManager.default.removeItem(atPath: far.path + "/Mail/.Lists/new")
        #expect(try maildir.publish(name, in: "Lists", flags: []))
        #expect(try far.octets("Mail/.Lists/new/" + name) == octets)
    }
}
