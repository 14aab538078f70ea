import Dispatch
import Glibc
import Logging
import Synchronization
import Testing

@testable import EventLog

@Suite("Line writer", .timeLimit(.minutes(1)))
struct LineWriterTests {
    private func json(_ sink: LogSink) -> Logger {
        EventLog.make(format: .json, level: .info, environment: [:], descriptor: sink.descriptor) { 0 }
    }

    @Test func `lines of many tasks never mix`() async throws {
        let sink = try LogSink()
        let logger = json(sink)
        await withTaskGroup { group in
            for task in 0..<8 {
                group.addTask {
                    for number in 0..<200 {
                        logger.info("\(String(repeating: "\(task)", count: 1000))", metadata: ["decision": "\(number)"])
                    }
                }
            }
        }
        #expect(sink.lines.count == 1600)
        let whole = sink.lines.filter { line in
            (0..<8).contains { line.contains("\"message\":\"" + String(repeating: "\($0)", count: 1000) + "\",\"decision\":") }
        }
        #expect(whole.count == 1600)
    }

    @Test func `a full disk loses lines and nothing else`() throws {
        let sink = try LogSink(path: "/dev/full")
        checkLosses(sink.descriptor)
        withExtendedLifetime(sink) {}
    }

    @Test func `a closed descriptor and a broken pipe lose lines and nothing else`() throws {
        checkLosses(-1)
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        close(ends[0])
        checkLosses(ends[1])
        close(ends[1])
    }

    private func checkLosses(_ descriptor: Int32) {
        let writer = LineWriter(descriptor)
        let told = Mutex<[Int]>([])
        for _ in 0..<4 {
            writer.write("line") { lost in
                told.withLock { $0.append(lost) }
                return "lost"
            }
        }
        #expect(told.withLock { $0 } == [1, 2, 3])
    }

    @Test func `a reader that stops costs one short wait, and is told what it missed`() throws {
        let sink = try LogSink(pipeOf: 16384)
        let logger = json(sink)
        let time = ContinuousClock().measure {
            for number in 0..<500 { logger.info("\(number)") }
        }
        #expect(time < .seconds(5))
        let first = sink.lines
        #expect(first.count > 10)
        #expect(first.count < 500)
        logger.info("afterwards")
        let rest = sink.lines
        #expect(rest == [
            #"{"time":"1970-01-01T00:00:00.000Z","level":"warning","message":"\#(500 - first.count) lines of the log were lost"}"#,
            #"{"time":"1970-01-01T00:00:00.000Z","level":"info","message":"afterwards"}"#,
        ])
    }

    @Test func `a line that got out in part is ended before the next`() throws {
        let sink = try LogSink(pipeOf: 16384)
        let writer = LineWriter(sink.descriptor)
        writer.write(String(repeating: "a", count: 100_000)) { _ in "lost" }
        let part = sink.octets
        #expect(part == [UInt8](repeating: UInt8(ascii: "a"), count: part.count))
        #expect(part.count >= 4096 && part.count < 100_000)
        writer.write("b") { "lost \($0)" }
        #expect(sink.text == "\nlost 1\nb\n")
    }

    @Test func `a slow reader gets a long line in pieces`() async throws {
        let sink = try LogSink(pipeOf: 16384)
        let reader = Task.reading(sink, until: 200_001)
        LineWriter(sink.descriptor, patience: .seconds(30)).write(String(repeating: "a", count: 200_000)) { _ in "lost" }
        #expect(await reader.value == [UInt8](repeating: UInt8(ascii: "a"), count: 200_000) + [0x0A])
    }

    @Test func `loggers are values`() throws {
        let sink = try LogSink()
        var first = json(sink)
        first[metadataKey: "account"] = "one"
        var second = first
        second.logLevel = .error
        second[metadataKey: "account"] = "two"
        #expect(first.logLevel == .info)
        #expect(first[metadataKey: "account"] == "one")
        #expect(second[metadataKey: "account"] == "two")
    }
}

extension Task where Success == [UInt8], Failure == Never {
    /// Reads a pipe slowly, off the pool.
    fileprivate static func reading(_ sink: LogSink, until count: Int) -> Task<[UInt8], Never> {
        Task {
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    var octets: [UInt8] = []
                    for _ in 0..<5000 where octets.count < count {
                        octets += sink.octets
                        usleep(1000)
                    }
                    continuation.resume(returning: octets)
                }
            }
        }
    }
}
