import Delivery
import Foundation
import MailMessage
import Testing

@Suite("Locks of an mbox file") struct MboxLockTests {
    let place: MboxPlace
    private var dotlock: String { place.path("inbox.lock") }

    init() throws { place = try MboxPlace() }

    private static var host: String {
        var buffer = [CChar](repeating: 0, count: 256)
        gethostname(&buffer, 255)
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The number of a process that has ended.
    private static func gone() throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/true")
        try process.run()
        process.waitUntilExit()
        return process.processIdentifier
    }

    private func leave(_ content: String, age: TimeInterval) throws {
        try content.write(toFile: dotlock, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: dotlock)
    }

    private var isBusy: Bool {
        do throws(DeliveryError) {
            try place.mbox.lock("INBOX", mayMake: true, mayWait: false).release()
            return false
        } catch {
            if case .busy = error { return error.isTemporary }
            return false
        }
    }

    @Test func aLockFileNamesItsOwnerAndGoesWithTheLock() throws {
        let locked = try place.mbox.lock("INBOX", mayMake: true)
        #expect(try String(contentsOfFile: dotlock, encoding: .utf8) == "\(getpid()):\(Self.host)")
        #expect(isBusy)
        locked.release()
        #expect(!FileManager.default.fileExists(atPath: dotlock))
        #expect(!isBusy)
    }

    @Test func anotherMailboxIsAnotherLock() throws {
        let locked = try place.mbox.lock("INBOX", mayMake: true)
        try place.append("Subject: x\n\nbody\n", to: "Lists/swift")
        locked.release()
        #expect(try place.messages("Lists/swift").count == 1)
    }

    @Test func aLockFileOfAProcessThatIsGoneIsTakenAwayOnceItIsOld() throws {
        let process = try Self.gone()
        try leave("\(process):\(Self.host)", age: 1)
        #expect(isBusy)
        try leave("\(process):\(Self.host)", age: 60)
        #expect(!isBusy)
        try leave("\(process):\(Self.host)\n", age: 60)
        #expect(!isBusy)
    }

    @Test func aLockFileOfALivingProcessStays() throws {
        try leave("1:\(Self.host)", age: 30)
        #expect(isBusy)
        #expect(FileManager.default.fileExists(atPath: dotlock))
    }

    @Test func aLockFileOfAnotherHostStays() throws {
        try leave("\(try Self.gone()):elsewhere.example.org", age: 1_000_000)
        #expect(isBusy)
    }

    @Test(arguments: ["", "0", "12345", "no number:host", "-1:host", "99999999999999:host", "1:", "\0\0\0"])
    func aLockFileThatNamesNobodyStaysForLonger(_ content: String) throws {
        try leave(content, age: 500)
        #expect(isBusy)
        try leave(content, age: 700)
        #expect(!isBusy)
    }

    @Test func aLockFileOfAClockThatWasAheadIsAsOldAsItIsFarAhead() throws {
        try leave("\(try Self.gone()):\(Self.host)", age: -86_400)
        #expect(!isBusy)
        try leave("", age: -500)
        #expect(isBusy)
        try leave("", age: -700)
        #expect(!isBusy)
    }

    @Test func aLockFileOfOurOwnNumberThatWeDoNotHoldWasAnEarlierProcess() throws {
        try leave("\(getpid()):\(Self.host)", age: 60)
        #expect(!isBusy)
    }

    @Test func aProcessThatBeganLaterThanTheLockFileWasMadeIsAnother() throws {
        try leave("1:\(Self.host)", age: 20 * 365 * 86_400)
        #expect(!isBusy)
        let younger = Process()
        younger.executableURL = URL(fileURLWithPath: "/bin/sleep")
        younger.arguments = ["60"]
        try younger.run()
        try leave("\(younger.processIdentifier):\(Self.host)", age: 60)
        #expect(!isBusy)
        try leave("\(younger.processIdentifier):\(Self.host)", age: 0)
        #expect(isBusy)
        kill(younger.processIdentifier, SIGKILL)
        younger.waitUntilExit()
    }

    @Test func aLinkInTheLockFilesPlaceIsNotFollowed() throws {
        let target = place.directory.path + "/target"
        try FileManager.default.createSymbolicLink(atPath: dotlock, withDestinationPath: target)
        #expect(isBusy)
        #expect(!FileManager.default.fileExists(atPath: target))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: dotlock) == target)
    }

    @Test func aLockOfAnotherProgramIsRespectedAndWaitedFor() throws {
        try place.append("Subject: one\n\nbody\n")
        let holder = Process()
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        holder.arguments = ["python3", "-c", """
            import fcntl, sys
            file = open(sys.argv[1], "r+b")
            fcntl.lockf(file, fcntl.LOCK_EX)
            print("locked", flush=True)
            sys.stdin.readline()
            """, place.path("inbox")]
        let (input, output) = (Pipe(), Pipe())
        holder.standardInput = input
        holder.standardOutput = output
        try holder.run()
        #expect(output.fileHandleForReading.availableData.starts(with: Data("locked".utf8)))
        #expect(throws: DeliveryError.self) { try place.append("Subject: two\n\nbody\n") }
        #expect(try place.messages().count == 1)
        #expect(!FileManager.default.fileExists(atPath: dotlock), "nobody waits for one lock with the other in hand")
        let patient = try Mbox(path: place.mbox.path)
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.5) { input.fileHandleForWriting.write(Data("\n".utf8)) }
        let began = ContinuousClock.now
        try patient.lock("INBOX", mayMake: false).release()
        #expect(ContinuousClock.now - began < .seconds(20))
        holder.waitUntilExit()
    }

    @Test func ourLockKeepsAnotherProgramOut() throws {
        let locked = try place.mbox.lock("INBOX", mayMake: true)
        let script = """
            import fcntl, sys
            file = open(sys.argv[1], "r+b")
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                print("mine")
            except OSError:
                print("busy")
            """
        #expect(try Python.run(script, place.path("inbox")) == "busy\n")
        locked.release()
        #expect(try Python.run(script, place.path("inbox")) == "mine\n")
    }

    @Test func manyWritersTakeTurns() async throws {
        let mbox = try Mbox(path: place.mbox.path)
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    // A thread of its own: what waits for a lock must not hold up other tests.
                    await withCheckedContinuation { continuation in
                        Thread.detachNewThread {
                            for number in 0..<5 {
                                let message = MboxMessage(Octets(Array("Subject: \(writer)-\(number)\n\nbody\n".utf8)))
                                if let locked = try? mbox.lock("INBOX", mayMake: true), let intent = try? locked.intent(time: 0, count: 1) {
                                    try? locked.append([message], behind: intent)
                                }
                            }
                            continuation.resume()
                        }
                    }
                }
            }
        }
        #expect(Set(try place.messages()).count == 20)
        #expect(try place.messages().count == 20)
    }

    @Test func waitingEndsWithThePatience() throws {
        try leave("1:\(Self.host)", age: 0)
        let began = ContinuousClock.now
        #expect(throws: DeliveryError.busy(path: place.path("INBOX"), holder: "process 1 (\(dotlock))")) {
            try place.mbox.lock("INBOX", mayMake: true).release()
        }
        #expect(ContinuousClock.now - began >= .milliseconds(300))
    }

    @Test(.enabled(if: geteuid() != 0, "root may make files anywhere"))
    func aDirectoryWithoutRoomForLockFilesIsAClearError() throws {
        try place.append("Subject: x\n\nbody\n")
        chmod(place.mbox.path, 0o500)
        defer { chmod(place.mbox.path, 0o700) }
        let error = #expect(throws: DeliveryError.self) { try place.append("Subject: y\n\nbody\n") }
        #expect(error?.description.contains("inbox.lock") == true)
        #expect(error?.isTemporary == false)
    }
}
