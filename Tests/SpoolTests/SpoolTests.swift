import Foundation
import Synchronization
@testable import Spool
import Testing

@Suite("The spool")
struct SpoolTests {
    let place: TemporaryDirectory
    let spool: Spool

    init() throws {
        place = try TemporaryDirectory()
        spool = try Spool(path: place.path + "/deep/er/spool")
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func theDirectoryAndItsFilesAreForTheirOwnerAlone() throws {
        let name = try spool.add(Array("x\n".utf8))
        #expect(try mode(spool.directory.path) == 0o700)
        #expect(try mode(spool.path(of: name)) == 0o600)
    }

    @Test(arguments: [0o755, 0o770, 0o701])
    func aDirectoryThatOthersMayEnterIsRefused(_ mode: Int) throws {
        let path = place.path + "/open"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        #expect(throws: FileError.self) { try Spool(path: path) }
    }

    @Test(arguments: [1, 8, 9, 40])
    func aBatchOfAnySizeIsSynced(_ count: Int) throws {
        let names = try (0..<count).map { try spool.add(Array("message \($0)\n".utf8)) }
        try spool.sync(names, try spool.watch())
        #expect(Set(try spool.directory.names()) == Set(names))
    }

    @Test func whatABatchLeftGoesButForWhatARowOwns() throws {
        let names = try (0..<3).map { try spool.add(Array("message \($0)\n".utf8)) }
        #expect(!spool.hasLeft)
        spool.leave(Array(names[..<2]))
        #expect(spool.hasLeft)
        try spool.sweepLeft(keeping: [names[0]])
        #expect(Set(try spool.directory.names()) == [names[0], names[2]])
        #expect(!spool.hasLeft)
    }

    @Test func syncingAFileThatIsNotThereFails() throws {
        #expect(throws: FileError.self) { try spool.sync(["missing"], try spool.watch()) }
    }

    @Test func namesAreUniqueAmongManyThreads() {
        let names = NamesSeen()
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            for _ in 0..<2_000 { names.insert(UniqueName.make()) }
        }
        #expect(names.count == 16_000)
    }

    @Test func aNameIsFitForAMaildir() {
        let name = UniqueName.make()
        #expect(!name.contains("/") && !name.contains(":") && !name.hasPrefix("."))
        #expect(name.wholeMatch(of: /\d+\.M\d+P\d+Q\d+\..+/) != nil)
    }

    @Test func aFurtherNameOutlivesTheFirst() throws {
        let first = try spool.add(Array("x\n".utf8))
        let second = try spool.addName(for: first)
        try spool.directory.remove(first)
        #expect(try place.octets("deep/er/spool/" + second) == Array("x\n".utf8))
    }

    @Test func theSweepTakesWhatNoRowOwns() throws {
        let owned = try spool.add(Array("kept\n".utf8))
        _ = try spool.add(Array("swept\n".utf8))
        _ = try spool.add(Array("swept too\n".utf8))
        #expect(try spool.sweep(keeping: [owned, "not there"]) == 2)
        #expect(try spool.directory.names() == [owned])
        #expect(try spool.usedOctets() == 5)
    }

    @Test func theSweepLeavesDirectoriesAlone() throws {
        try FileManager.default.createDirectory(atPath: spool.path(of: "lost+found"), withIntermediateDirectories: false)
        let owned = try spool.add(Array("kept\n".utf8))
        _ = try spool.add(Array("swept\n".utf8))
        #expect(try spool.sweep(keeping: [owned]) == 1)
        #expect(Set(try spool.directory.names()) == [owned, "lost+found"])
    }

    @Test func aNameThatIsTakenIsNeverWrittenOver() throws {
        try Array("first".utf8).withUnsafeBytes { try spool.directory.write($0, as: "taken") }
        #expect(throws: FileError.self) { try Array("second".utf8).withUnsafeBytes { try spool.directory.write($0, as: "taken") } }
        #expect(try place.octets("deep/er/spool/taken") == Array("first".utf8))
    }

    @Test func aSymbolicLinkIsNeitherWrittenThroughNorOpened() throws {
        let outside = place.path + "/outside"
        try Data("secret".utf8).write(to: URL(fileURLWithPath: outside))
        try FileManager.default.createSymbolicLink(atPath: spool.path(of: "trap"), withDestinationPath: outside)
        #expect(throws: FileError.self) { try Array("x".utf8).withUnsafeBytes { try spool.directory.write($0, as: "trap") } }
        #expect(throws: FileError.self) { try spool.directory.syncData(of: "trap") }
        #expect(try place.octets("outside") == Array("secret".utf8))
    }

    @Test func aSymbolicLinkToADirectoryIsNotEntered() throws {
        try FileManager.default.createSymbolicLink(atPath: spool.path(of: "trap"), withDestinationPath: place.path)
        #expect(throws: FileError.self) { try spool.directory.open("trap") }
    }

    @Test func freeRoomIsAFigure() throws {
        #expect(try spool.directory.freeOctets() > 0)
    }
}

/// A set that many threads fill.
private final class NamesSeen: Sendable {
    private let names = Mutex<Set<String>>([])
    func insert(_ name: String) { names.withLock { _ = $0.insert(name) } }
    var count: Int { names.withLock { $0.count } }
}
