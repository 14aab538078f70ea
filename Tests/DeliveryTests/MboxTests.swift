import Delivery
import Foundation
import MailMessage
import Testing

@Suite("Mailboxes of an mbox store") struct MboxTests {
    let place: MboxPlace
    private let files = FileManager.default

    init() throws { place = try MboxPlace() }

    private func failure(_ mailbox: String, mayMake: Bool = true) -> DeliveryError? {
        do throws(DeliveryError) {
            try place.mbox.lock(mailbox, mayMake: mayMake, mayWait: false).release()
            return nil
        } catch {
            return error
        }
    }

    private func reason(_ mailbox: String) -> String {
        guard case .unsafe(_, let reason)? = failure(mailbox) else { return "" }
        return reason
    }

    @Test func aMailboxIsAFileOfItsOwnThatNobodyElseReads() throws {
        for mailbox in ["INBOX", "Lists/swift", "Entwürfe", "a&b.c"] { try place.append("Subject: x\n\nbody\n", to: mailbox) }
        #expect(try place.directory.names("mbox") == ["Entw&APw-rfe", "Lists", "a&-b.c", "inbox"])
        for file in ["inbox", "Lists/swift"] {
            #expect(try files.attributesOfItem(atPath: place.path(file))[.posixPermissions] as? Int == 0o600)
        }
        #expect(try files.attributesOfItem(atPath: place.path("Lists"))[.posixPermissions] as? Int == 0o700)
    }

    @Test func theInboxIsOneWhateverItsCase() throws {
        try place.append("Subject: x\n\nbody\n", to: "Inbox")
        try place.append("Subject: y\n\nbody\n", to: "INBOX")
        #expect(try place.directory.names("mbox") == ["inbox"])
    }

    @Test func aMissingMailboxIsMadeOnlyIfItMayBe() throws {
        #expect(failure("Lists/swift", mayMake: false) == .missingFolder("Lists/swift"))
        #expect(failure("swift", mayMake: false) == .missingFolder("swift"))
        #expect(try place.directory.names("mbox") == [])
        #expect(failure("INBOX", mayMake: false) == nil)
        #expect(failure("Lists/swift") == nil)
        #expect(failure("Lists/swift", mayMake: false) == nil)
    }

    @Test func aNameHoldsMailOrMailboxes() throws {
        try place.append("Subject: x\n\nbody\n", to: "Lists/swift")
        try place.append("Subject: x\n\nbody\n", to: "Work")
        #expect(reason("Lists").contains("not both"))
        #expect(reason("Work/Old").contains("not both"))
        #expect(failure("Lists")?.isTemporary == false)
    }

    @Test(arguments: ["x.lock", "x.lock/y", "Lists/x.lock", "../x", ".x", "a//b", "", "a\\b", String(repeating: "x", count: 251)])
    func namesThatDoNotFitAreRefused(_ name: String) throws {
        guard case .unfitName? = failure(name) else {
            Issue.record("\(name) was taken")
            return
        }
        #expect(try place.directory.names("mbox") == [])
    }

    @Test func aLinkInPlaceOfAMailboxOrDirectoryIsNotFollowed() throws {
        let target = place.directory.path + "/target"
        try Data("precious".utf8).write(to: URL(fileURLWithPath: target))
        try files.createSymbolicLink(atPath: place.path("link"), withDestinationPath: target)
        #expect(reason("link") == "it is a symbolic link")
        try files.linkItem(atPath: target, toPath: place.path("hard"))
        #expect(reason("hard").contains("hard link"))
        try files.createSymbolicLink(atPath: place.path("dir"), withDestinationPath: place.directory.path)
        #expect(failure("dir/new")?.isTemporary == false)
        #expect(try place.directory.octets("target") == Array("precious".utf8))
        #expect(!files.fileExists(atPath: place.directory.path + "/new"))
        #expect(!files.fileExists(atPath: place.path("hard.lock")))
    }

    @Test func whatIsNoFileTakesNoMail() throws {
        #expect(mkfifo(place.path("pipe"), 0o600) == 0)
        #expect(reason("pipe") == "it is no regular file")
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give files away"))
    func aFileOfAnotherUserTakesNoMail() throws {
        try place.append("Subject: x\n\nbody\n", to: "theirs")
        #expect(chown(place.path("theirs"), 65534, 65534) == 0)
        #expect(reason("theirs") == "it belongs to another user")
    }

    @Test func aStoreOpenToOthersIsRefused() throws {
        chmod(place.mbox.path, 0o777)
        #expect(throws: DeliveryError.self) { try Mbox(path: place.mbox.path) }
        chmod(place.mbox.path, 0o700)
        #expect(mkdir(place.path("Lists"), 0o700) == 0)
        chmod(place.path("Lists"), 0o777)
        #expect(failure("Lists/swift") != nil)
    }

    @Test func aFileThatWasPutInItsPlaceIsTheOneWrittenTo() throws {
        try place.append("Subject: old\n\nbody\n")
        try files.moveItem(atPath: place.path("inbox"), toPath: place.path("kept"))
        try place.append("Subject: new\n\nbody\n")
        #expect(try place.messages("kept") == ["Subject: old\n\nbody\n"])
        #expect(try place.messages() == ["Subject: new\n\nbody\n"])
    }
}
