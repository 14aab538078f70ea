import Foundation
import MailMessage
import Testing

@testable import Delivery

@Suite("The loop guard's key")
struct LoopKeyTests {
    let place: TemporaryDirectory
    private var file: String { place.path + "/loop.key" }

    init() throws { place = try TemporaryDirectory() }

    private func mark(_ guardian: LoopGuard) -> String { guardian.mark(account: "a", recipient: "b@example.net") }

    private func write(_ octets: [UInt8], mode: Int = 0o600) throws {
        try Data(octets).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    }

    @Test func itIsMadeOnFirstUseAndKept() throws {
        let first = try LoopGuard(directory: place.path)
        #expect(try place.octets("loop.key").count == 32)
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
        #expect(try place.names() == ["loop.key"])
        #expect(mark(try LoopGuard(directory: place.path)) == mark(first))
        #expect(mark(try LoopGuard(readingFrom: place.path)) == mark(first))
    }

    @Test func twoInstallationsHaveTwoKeys() throws {
        let other = try TemporaryDirectory()
        #expect(try mark(LoopGuard(directory: place.path)) != mark(LoopGuard(directory: other.path)))
    }

    @Test func aMissingDirectoryIsMade() throws {
        _ = try LoopGuard(directory: place.path + "/state")
        #expect(try place.octets("state/loop.key").count == 32)
    }

    /// A power cut in the middle of making it.
    @Test func aDraftThatWasLeftIsReplaced() throws {
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: file + ".new"))
        _ = try LoopGuard(directory: place.path)
        #expect(try place.names() == ["loop.key"])
        #expect(try place.octets("loop.key").count == 32)
    }

    @Test func readingMakesNothing() throws {
        let first = try LoopGuard(readingFrom: place.path)
        #expect(try place.names().isEmpty)
        _ = try LoopGuard(readingFrom: place.path + "/missing")
        #expect(try place.names().isEmpty)
        let octets = Octets(Array("A: b\n\n".utf8))
        #expect(first.verdict(message: Message(octets), octets: octets, account: "a", recipient: "b@example.net", ownAddresses: [], receivedLimit: 5) == nil)
    }

    @Test(arguments: [0, 1, 31, 33, 4096])
    func aKeyOfAnotherSizeIsRefused(_ count: Int) throws {
        try write([UInt8](repeating: 1, count: count))
        #expect(throws: DeliveryError.loopKey(file, reason: "it has \(count) octets instead of 32; without it, a new one is made")) {
            try LoopGuard(directory: place.path)
        }
        #expect(throws: DeliveryError.self) { try LoopGuard(readingFrom: place.path) }
        #expect(try place.octets("loop.key").count == count)
    }

    @Test(arguments: [0o644, 0o640, 0o602, 0o660])
    func aKeyThatIsOpenToOthersIsRefused(_ mode: Int) throws {
        try write(ForwardSamples.key, mode: mode)
        #expect(throws: DeliveryError.loopKey(file, reason: "others may read or change it; run chmod 600")) { try LoopGuard(directory: place.path) }
    }

    @Test func aKeyThatIsReadOnlyWillDo() throws {
        try write(ForwardSamples.key, mode: 0o400)
        #expect(try mark(LoopGuard(directory: place.path)) == mark(LoopGuard(key: ForwardSamples.key)))
    }

    @Test func aLinkOrDirectoryIsNoKey() throws {
        let other = try TemporaryDirectory()
        _ = try LoopGuard(directory: other.path)
        try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: other.path + "/loop.key")
        #expect(throws: DeliveryError.loopKey(file, reason: "it is a symbolic link")) { try LoopGuard(directory: place.path) }
        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: false)
        #expect(throws: DeliveryError.loopKey(file, reason: "it is no file")) { try LoopGuard(directory: place.path) }
    }

    @Test func theErrorSaysWhatToDo() throws {
        try write(ForwardSamples.key, mode: 0o644)
        let error = #expect(throws: DeliveryError.self) { try LoopGuard(directory: place.path) }
        #expect(error?.description == "the loop guard's key \(file) can't be used: others may read or change it; run chmod 600")
        #expect(error?.isTemporary == false)
    }

    @Test func theKeyIsNeverShown() throws {
        #expect(!"\(try LoopGuard(key: ForwardSamples.key))".contains("31"))
        #expect("\(try LoopGuard(key: ForwardSamples.key))".contains("<secret>"))
    }
}
