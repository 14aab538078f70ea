import Glibc
import Testing

@testable import Service

@Suite("Control socket, askers without manners", .timeLimit(.minutes(2)))
struct ControlSocketMannersTests {
    private typealias Stage = ControlSocketStage

    private let stage: Stage

    /// Nested as deep as a request's line allows.
    private static let deep = [
        String(repeating: "[", count: 60_000) + "\n", "{\"verb\":" + String(repeating: "[", count: 60_000) + "\n",
        String(repeating: "{\"verb\":", count: 7000) + "\n",
    ]

    init() throws {
        stage = try Stage()
    }

    @Test func `garbage and requests of another form are refused`() async throws {
        try await stage.serving { (path) async throws in
            let short = [
                "\n", "{}\n", "[]\n", "\u{0}\u{1B}\n", "{\"verb\":1,\"arguments\":[]}\n", "{\"verb\":\"echo\"}\n", "GET / HTTP/1.1\r\n\r\n",
            ]
            for garbage in short + Self.deep {
                let answer = try await Stage.blocking {
                    let asker = try RawAsker(path)
                    asker.send(garbage)
                    return asker.all()
                }
                #expect(answer == "{\"error\":\"the request is none that can be understood\"}\n\n", "\(garbage)")
            }
            #expect(try await Stage.lines(path, ControlRequest("lines", ["a"])).count == 1)
        }
    }

    @Test func `octets at random are refused, and the next asker is served`() async throws {
        try await stage.serving { (path) async throws in
            for seed in 0..<50 {
                _ = try await Stage.blocking {
                    let asker = try RawAsker(path)
                    var octets = (0..<200).map { UInt8(truncatingIfNeeded: ($0 &* 7919 &+ seed &* 104_729) >> 3) }
                    octets.append(0x0A)
                    asker.send(octets)
                    return asker.all()
                }
            }
            #expect(try await Stage.lines(path, ControlRequest("lines", ["a"])).count == 1)
        }
    }

    @Test func `a request that is too long is refused as soon as it is`() async throws {
        try await stage.serving { (path) async throws in
            let (sent, answer) = try await Stage.blocking {
                let asker = try RawAsker(path)
                let sent = asker.send([UInt8](repeating: UInt8(ascii: "x"), count: 10 << 20))
                return (sent, asker.all())
            }
            #expect(sent < 10 << 20)
            #expect(answer == "{\"error\":\"the request is too long\"}\n\n")
            #expect(try await Stage.lines(path, ControlRequest("lines", ["a"])).count == 1)
        }
    }

    @Test func `a request of just the allowed length is taken`() async throws {
        try await stage.serving { (path) async throws in
            let rest = #"{"verb":"lines","arguments":[""]}"#.utf8.count
            let text = String(repeating: "y", count: ControlLimits().requestOctets - rest)
            let answer = try await Stage.blocking {
                let asker = try RawAsker(path)
                asker.send("{\"verb\":\"lines\",\"arguments\":[\"\(text)\"]}\n")
                return asker.all()
            }
            #expect(answer == "{\"line\":\"\(text)\"}\n\n")
        }
    }

    @Test func `an asker that says nothing, or no line, is sent away in time`() async throws {
        var limits = ControlLimits()
        limits.requestTime = .milliseconds(200)
        try await stage.serving(limits: limits) { (path) async throws in
            for words in ["", "{\"verb\":\"echo\""] {
                let answer = try await Stage.blocking {
                    let asker = try RawAsker(path)
                    asker.send(words)
                    return asker.all()
                }
                #expect(answer == "")
            }
        }
    }

    @Test(arguments: [false, true])
    func `the handler of an asker that went away is cancelled`(_ endsSendingFirst: Bool) async throws {
        let started = AsyncStream.makeStream(of: Void.self)
        let ended = AsyncStream.makeStream(of: Bool.self)
        let handler: ControlSocket.Handler = { _, reply in
            started.continuation.yield()
            try? await Task.sleep(for: .seconds(600))
            ended.continuation.yield(Task.isCancelled)
            #expect(await !reply.send("too late"))
        }
        try await stage.serving(handler: handler) { (path) async throws in
            var asker: RawAsker? = try RawAsker(path)
            asker?.send("{\"verb\":\"wait\",\"arguments\":[]}\n")
            if endsSendingFirst { asker?.endSending() }
            for await _ in started.stream { break }
            asker = nil
            var iterator = ended.stream.makeAsyncIterator()
            #expect(await iterator.next() == true)
        }
    }

    @Test func `an asker that does not read is given up in time`() async throws {
        var limits = ControlLimits()
        limits.writeTime = .milliseconds(300)
        let outcome = AsyncStream.makeStream(of: Int.self)
        let handler: ControlSocket.Handler = { _, reply in
            var taken = 0
            let line = [UInt8](repeating: UInt8(ascii: "1"), count: 1 << 16)
            while taken < 1000, await reply.send(line: line) { taken += 1 }
            outcome.continuation.yield(taken)
        }
        try await stage.serving(limits: limits, handler: handler) { (path) async throws in
            let asker = try RawAsker(path)
            asker.send("{\"verb\":\"flood\",\"arguments\":[]}\n")
            var iterator = outcome.stream.makeAsyncIterator()
            let taken = try #require(await iterator.next())
            #expect(taken < 1000)
            withExtendedLifetime(asker) {}
        }
    }

    @Test func `askers beyond the limit are turned away, and come in when there is room`() async throws {
        var limits = ControlLimits()
        limits.connections = 2
        let started = AsyncStream.makeStream(of: Void.self)
        let handler: ControlSocket.Handler = { request, reply in
            guard request.verb == "wait" else { return _ = await reply.send(request) }
            started.continuation.yield()
            try? await Task.sleep(for: .seconds(600))
        }
        try await stage.serving(limits: limits, handler: handler) { (path) async throws in
            var waiting: [RawAsker] = []
            var iterator = started.stream.makeAsyncIterator()
            for _ in 0..<2 {
                let asker = try RawAsker(path)
                asker.send("{\"verb\":\"wait\",\"arguments\":[]}\n")
                waiting.append(asker)
                // Each has its place before the next one comes.
                await iterator.next()
            }
            await #expect(throws: ServiceError.busy) { try await Stage.lines(path, ControlRequest("echo")) }
            waiting.removeAll()
            try await Stage.until { (try? await Stage.lines(path, ControlRequest("echo"))) != nil }
        }
    }

    @Test func `many askers that come and go leave no descriptor behind`() async throws {
        try await stage.serving { (path) async throws in
            _ = try await Stage.lines(path, ControlRequest("echo"))
            let before = Stage.openSockets(path).count
            for _ in 0..<200 {
                // A full queue means that they are still being sent away.
                _ = try? RawAsker(path).send("{\"verb\":")
            }
            for _ in 0..<50 { _ = try? await Stage.lines(path, ControlRequest("echo")) }
            try await Stage.until { Stage.openSockets(path).count <= before }
        }
    }

    @Test func `a daemon that stops leaves its askers a clear error`() async throws {
        let control = try await ControlSocket.open(directory: stage.directory.path)
        let started = AsyncStream.makeStream(of: Void.self)
        let serving = Task {
            await control.serve { _, reply in
                await reply.send("half")
                started.continuation.yield()
                try? await Task.sleep(for: .seconds(600))
            }
        }
        let path = stage.directory.path
        let answer = Task { try await Stage.lines(path, ControlRequest("wait")) }
        for await _ in started.stream { break }
        serving.cancel()
        await serving.value
        await #expect(throws: ServiceError.cutShort) { try await answer.value }
        await #expect(throws: ServiceError.nobodyListens(directory: path)) { try await Stage.lines(path, ControlRequest("echo")) }
    }

    @Test func `a daemon that says nothing is given up in time`() async throws {
        try await stage.serving { (path) async throws in
            await #expect(throws: ServiceError.timedOut) {
                try await Stage.lines(path, ControlRequest("wait"), silence: .milliseconds(200))
            }
        }
    }

    @Test func `an asker that stops reading closes its connection`() async throws {
        let ended = AsyncStream.makeStream(of: Void.self)
        let handler: ControlSocket.Handler = { _, reply in
            await reply.send("one")
            try? await Task.sleep(for: .seconds(600))
            ended.continuation.yield()
        }
        try await stage.serving(handler: handler) { (path) async throws in
            for try await _ in ControlClient.ask(directory: path, ControlRequest("follow")) { break }
            for await _ in ended.stream { break }
        }
    }
}
