import Glibc
import NIOCore
import Testing

@testable import Transport

@Suite("Connections")
struct ConnectionTests {
    @Test("A closed port refuses, an unknown name is unknown")
    func failures() async throws {
        // Bound and not listening: nobody else in this process can be given the port meanwhile.
        let (holder, port) = try Self.boundPort()
        defer { close(holder) }
        #expect(await code { _ = try await Connection.connect(to: "127.0.0.1", port: port, timeout: .seconds(10)) } == .refused)
        #expect(await code { _ = try await Connection.connect(to: "no-such-host.invalid", port: 110, timeout: .seconds(10)) } == .unknownHost)
        #expect(await code { _ = try await Connection.connect(to: "localhost", port: 70_000, timeout: .seconds(10)) } == .unknownHost)
    }

    /// A loopback port that answers nobody, and the socket that holds it.
    private static func boundPort() throws -> (holder: Int32, port: Int) {
        let holder = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(holder, generic, length) == 0 ? getsockname(holder, generic, &length) : -1
            }
        }
        try #require(holder >= 0 && result == 0)
        return (holder, Int(UInt16(bigEndian: address.sin_port)))
    }

    @Test("A read ends at its deadline, and the connection can be read on")
    func deadline() async throws {
        try await withServer { connection in
            _ = try await connection.read(deadline: .soon)
            try await connection.write(ByteBuffer(string: "late"), deadline: .soon)
        } client: { port in
            let connection = try await Connection.connect(to: "127.0.0.1", port: port, timeout: .seconds(10))
            for _ in 0..<3 {
                let start = ContinuousClock.now
                #expect(await code { _ = try await connection.read(deadline: .now() + .milliseconds(50)) } == .timedOut)
                #expect(ContinuousClock.now - start >= .milliseconds(49))
            }
            #expect(await code { _ = try await connection.read(deadline: .now() - .seconds(1)) } == .timedOut)
            connection.send(ByteBuffer(string: "go"))
            #expect(try await connection.read(deadline: .soon) == ByteBuffer(string: "late"))
            #expect(try await connection.read(deadline: .soon) == nil)
            #expect(connection.isLoopback)
            await connection.close()
        }
    }

    @Test("A cancelled task does not wait on")
    func cancellation() async throws {
        try await withServer { connection in
            _ = try await connection.read(deadline: .soon)
        } client: { port in
            let connection = try await Connection.connect(to: "127.0.0.1", port: port, timeout: .seconds(10))
            let reader = Task { await code { _ = try await connection.read(deadline: .now() + .hours(1)) } }
            try await Task.sleep(for: .milliseconds(50))
            reader.cancel()
            #expect(await reader.value == .cancelled)
            await connection.close()
        }
    }

    @Test("What nobody reads is bounded, and all of it arrives in the end")
    func backPressure() async throws {
        let count = 20_000_000
        let received = try await withServer { connection in
            try await connection.write(ByteBuffer(repeating: 7, count: count), deadline: .soon)
        } client: { port in
            let connection = try await Connection.connect(to: "127.0.0.1", port: port, timeout: .seconds(10))
            var received = try await connection.read(deadline: .soon)?.readableBytes ?? 0
            try await Task.sleep(for: .milliseconds(200))
            #expect(connection.bufferedOctets < 3 * Inbox.highWaterMark)
            while let chunk = try await connection.read(deadline: .soon) { received += chunk.readableBytes }
            await connection.close()
            return received
        }
        #expect(received == count)
    }

    @Test("Lines come one by one however they are cut, and are bounded")
    func lines() async throws {
        try await withServer { connection in
            for piece in ["on", "e\r", "\ntwo\nthr", "ee\r\n\r\n", "unfinished"] {
                try await connection.write(ByteBuffer(string: piece), deadline: .soon)
                try await Task.sleep(for: .milliseconds(10))
            }
        } client: { port in
            let connection = try await Connection.connect(to: "127.0.0.1", port: port, timeout: .seconds(10))
            var reader = LineReader(connection, limit: 5)
            var lines: [String] = []
            #expect(
                await code {
                    while let line = try await reader.next(deadline: .soon) { lines.append(String(decoding: line, as: UTF8.self)) }
                } == .lineTooLong)
            #expect(lines == ["one", "two", "three", ""])
            await connection.close()
        }
    }
}

@Suite("The executor for work that blocks")
struct BlockingExecutorTests {
    /// An actor whose work blocks.
    private actor Disk {
        private let executor: BlockingExecutor
        private var count = 0

        init(_ executor: BlockingExecutor) { self.executor = executor }

        nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

        func work() -> Int {
            executor.checkIsolated()
            count += 1
            return count
        }
    }

    @Test("Tasks that prefer it run on it, and come back")
    func preference() async {
        let executor = BlockingExecutor(label: "test")
        let sum = await withTaskExecutorPreference(executor) {
            executor.checkIsolated()
            await Task.yield()
            executor.checkIsolated()
            return 6 * 7
        }
        #expect(sum == 42)
    }

    @Test("It serves as an actor's executor, also beneath a preference")
    func actor() async {
        let executor = BlockingExecutor(label: "test")
        let disk = Disk(executor)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<100 { group.addTask { _ = await disk.work() } }
        }
        let other = BlockingExecutor(label: "other")
        let count = await withTaskExecutorPreference(other) { await disk.work() }
        #expect(count == 101)
    }
}

@Suite("Text of others")
struct PrintableTests {
    @Test("Control characters are escaped and the length is bounded")
    func escaped() {
        #expect(Printable.cut("a\u{1B}[31m\r\n\\é") == "a\\x1B[31m\\x0D\\x0A\\\\\\xC3\\xA9")
        #expect(Printable.cut(String(repeating: "x", count: 1000), limit: 10) == "xxxxxxxxxx...")
    }
}
