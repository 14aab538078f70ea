import Delivery
import Foundation
import Spool
import Testing

@Suite("Delivery into a Maildir")
struct MaildirTests {
    let place: TemporaryDirectory
    let spool: Spool

    init() throws {
        place = try TemporaryDirectory()
        spool = try Spool(path: place.path + "/spool")
    }

    private func maildir(_ layout: Maildir.Layout = .plusPlus) throws -> Maildir {
        try Maildir(path: place.path + "/Mail", layout: layout, spool: spool)
    }

    private func message(_ text: String = "Subject: x\n\nbody\n") throws -> String {
        let name = try spool.add(Array(text.utf8))
        try spool.sync([name], try spool.watch())
        return name
    }

    private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: place.path + "/" + path) }

    // MARK: Where it lands

    @Test(arguments: [
        (Maildir.Layout.plusPlus, "INBOX", "Mail"), (.plusPlus, "inbox", "Mail"), (.plusPlus, "Lists/swift", "Mail/.Lists.swift"),
        (.plusPlus, "Lists/example.com", "Mail/.Lists.example\\2ecom"), (.plusPlus, "Entwürfe", "Mail/.Entw&APw-rfe"),
        (.directories, "INBOX", "Mail/INBOX"), (.directories, "Lists/swift", "Mail/Lists/swift"),
        (.directories, "Lists/example.com", "Mail/Lists/example.com"),
    ])
    func theFolderLiesWhereTheLayoutSays(_ layout: Maildir.Layout, _ mailbox: String, _ directory: String) throws {
        let maildir = try maildir(layout)
        let name = try message()
        #expect(try maildir.deliver(name, to: mailbox, flags: [], mayMake: true) == .moved)
        try maildir.synchronise()
        #expect(try place.octets(directory + "/new/" + name) == Array("Subject: x\n\nbody\n".utf8))
        #expect(try place.names(directory + "/tmp").isEmpty && place.names(directory + "/cur").isEmpty)
        #expect(try spool.directory.names().isEmpty)
    }

    @Test func foldersOfMaildirPlusPlusAreMarkedAndTheInboxIsNot() throws {
        let maildir = try maildir()
        _ = try maildir.deliver(try message(), to: "Lists", flags: [], mayMake: true)
        _ = try maildir.deliver(try message(), to: "INBOX", flags: [], mayMake: true)
        #expect(exists("Mail/.Lists/maildirfolder"))
        #expect(!exists("Mail/maildirfolder"))
    }

    @Test(arguments: ["cur", "a/cur", "a/new/b", "a/tmp"])
    func theDirectoriesOfAFolderAreNoFolders(_ mailbox: String) throws {
        let name = try message()
        let maildir = try maildir(.directories)
        #expect(throws: DeliveryError.self) { try maildir.deliver(name, to: mailbox, flags: [], mayMake: true) }
        #expect(try spool.directory.has(name))
    }

    @Test func levelsThatAreTooLongTogetherAreRefused() throws {
        let name = try message()
        let maildir = try maildir()
        let long = String(repeating: "a", count: 200)
        #expect(throws: DeliveryError.self) { try maildir.deliver(name, to: long + "/" + long, flags: [], mayMake: true) }
        #expect(try spool.directory.has(name))
    }

    @Test func flagsPutTheMessageIntoCur() throws {
        let maildir = try maildir()
        let name = try message()
        _ = try maildir.deliver(name, to: "INBOX", flags: ["\\Seen", "\\Flagged", "$Work"], mayMake: true)
        #expect(try place.names("Mail/cur") == [name + ":2,FS"])
        #expect(try place.names("Mail/new").isEmpty)
    }

    // MARK: What must not happen

    @Test(arguments: ["../escape", "a/../../escape", "..", ".x", "a\\b", "a//b", "/etc", "a\nb"])
    func nothingLeavesTheRoot(_ mailbox: String) throws {
        let name = try message()
        for layout in [Maildir.Layout.plusPlus, .directories] {
            let maildir = try maildir(layout)
            #expect(throws: DeliveryError.self) { try maildir.deliver(name, to: mailbox, flags: [], mayMake: true) }
        }
        #expect(try spool.directory.has(name))
        #expect(try place.names() == ["Mail", "spool"])
    }

    @Test(arguments: [(Maildir.Layout.plusPlus, ".Lists"), (.directories, "Lists")])
    func aFolderThatIsASymbolicLinkIsRefused(_ layout: Maildir.Layout, _ directory: String) throws {
        let maildir = try maildir(layout)
        try FileManager.default.createDirectory(atPath: place.path + "/outside", withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(
            atPath: place.path + "/Mail/" + directory, withDestinationPath: place.path + "/outside")
        let name = try message()
        #expect(throws: DeliveryError.self) { try maildir.deliver(name, to: "Lists", flags: [], mayMake: true) }
        #expect(try place.names("outside").isEmpty)
        #expect(try spool.directory.has(name))
    }

    @Test(arguments: ["new", "cur", "tmp"])
    func aLinkInPlaceOfADirectoryOfAFolderIsRefused(_ part: String) throws {
        let maildir = try maildir()
        try FileManager.default.createDirectory(atPath: place.path + "/outside", withIntermediateDirectories: false)
        try FileManager.default.createDirectory(atPath: place.path + "/Mail/.Lists", withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(
            atPath: place.path + "/Mail/.Lists/" + part, withDestinationPath: place.path + "/outside")
        let name = try message()
        #expect(throws: DeliveryError.self) { try maildir.deliver(name, to: "Lists", flags: [], mayMake: true) }
        #expect(try place.names("outside").isEmpty)
        #expect(try spool.directory.has(name))
    }

    @Test func aRootInWhichEverybodyMayWriteIsRefused() throws {
        try FileManager.default.createDirectory(atPath: place.path + "/Mail", withIntermediateDirectories: false)
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: place.path + "/Mail")
        #expect(throws: DeliveryError.self) { try self.maildir() }
    }

    @Test func anotherMessageOfThatNameIsNeverReplaced() throws {
        let maildir = try maildir()
        let name = try message("ours\n")
        _ = try maildir.deliver(try message(), to: "INBOX", flags: [], mayMake: true)
        try Data("theirs\n".utf8).write(to: URL(fileURLWithPath: place.path + "/Mail/new/" + name))
        #expect(throws: DeliveryError.self) { try maildir.deliver(name, to: "INBOX", flags: [], mayMake: true) }
        #expect(try place.octets("Mail/new/" + name) == Array("theirs\n".utf8))
        #expect(try spool.directory.has(name))
    }

    // MARK: Missing folders

    @Test func aMissingFolderIsMadeOnlyWhereAllowed() throws {
        let maildir = try maildir()
        let name = try message()
        #expect(throws: DeliveryError.missingFolder("Lists")) { try maildir.deliver(name, to: "Lists", flags: [], mayMake: false) }
        #expect(!exists("Mail/.Lists"))
        #expect(try maildir.deliver(name, to: "Lists", flags: [], mayMake: true) == .moved)
        #expect(try maildir.deliver(try message(), to: "Lists", flags: [], mayMake: false) == .moved)
    }

    @Test(arguments: [Maildir.Layout.plusPlus, .directories])
    func theInboxIsAlwaysMade(_ layout: Maildir.Layout) throws {
        let maildir = try maildir(layout)
        #expect(try maildir.deliver(try message(), to: "INBOX", flags: [], mayMake: false) == .moved)
    }

    @Test func aFolderThatVanishesBetweenTwoMessagesIsMadeAgain() throws {
        let maildir = try maildir()
        _ = try maildir.deliver(try message(), to: "Lists", flags: [], mayMake: true)
        try FileManager.default.removeItem(atPath: place.path + "/Mail/.Lists")
        let name = try message()
        #expect(try maildir.deliver(name, to: "Lists", flags: [], mayMake: true) == .moved)
        #expect(try place.names("Mail/.Lists/new") == [name])
        try maildir.synchronise()
    }

    @Test func aFolderThatVanishesAndMayNotBeMadeKeepsTheMessage() throws {
        let maildir = try maildir()
        _ = try maildir.deliver(try message(), to: "Lists", flags: [], mayMake: true)
        try FileManager.default.removeItem(atPath: place.path + "/Mail/.Lists")
        let name = try message()
        #expect(throws: DeliveryError.missingFolder("Lists")) { try maildir.deliver(name, to: "Lists", flags: [], mayMake: false) }
        #expect(try spool.directory.has(name))
    }

    // MARK: After a restart

    @Test func aNameGoneFromTheSpoolWasDelivered() throws {
        let name = try message()
        _ = try maildir().deliver(name, to: "Lists", flags: [], mayMake: true)
        // A reader has moved it on meanwhile; a new process comes to the same effect.
        try FileManager.default.removeItem(atPath: place.path + "/Mail/.Lists/new/" + name)
        #expect(try maildir().deliver(name, to: "Lists", flags: [], mayMake: true) == .moved)
        #expect(try place.names("Mail/.Lists/new").isEmpty)
    }

    @Test func aNameThatAPowerCutLeftInBothPlacesIsOneMessage() throws {
        let maildir = try maildir()
        _ = try maildir.deliver(try message(), to: "INBOX", flags: [], mayMake: true)
        let name = try message()
        try FileManager.default.linkItem(atPath: spool.path(of: name), toPath: place.path + "/Mail/new/" + name)
        #expect(try maildir.deliver(name, to: "INBOX", flags: [], mayMake: true) == .moved)
        #expect(try !spool.directory.has(name))
        #expect(exists("Mail/new/" + name))
    }

    @Test func twoFoldersGetANameEach() throws {
        let maildir = try maildir()
        let first = try message()
        let second = try spool.addName(for: first)
        try spool.sync([first, second], try spool.watch())
        _ = try maildir.deliver(first, to: "A", flags: [], mayMake: true)
        _ = try maildir.deliver(second, to: "B", flags: ["\\Seen"], mayMake: true)
        try maildir.synchronise()
        #expect(try place.octets("Mail/.A/new/" + first) == place.octets("Mail/.B/cur/" + second + ":2,S"))
    }
}
