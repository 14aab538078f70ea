import Glibc
import Synchronization
import Testing

@testable import Service

@Suite("Control socket", .timeLimit(.minutes(2)))
struct ControlSocketTests {
    private typealias Stage = ControlSocketStage

    private let stage: Stage

    init() throws {
        stage = try Stage()
    }

    @Test func `a request comes as it was sent, and the answer's lines in order`() async throws {
        try await stage.serving { (path) async throws in
            #expect(try await Stage.lines(path, ControlRequest("echo", ["ä\n\"", ""])) == [#"{"arguments":["ä\n\"",""],"verb":"echo"}"#])
            let three = try await Stage.lines(path, ControlRequest("lines", ["a", "b", "c"]))
            #expect(three == [#"{"line":"a"}"#, #"{"line":"b"}"#, #"{"line":"c"}"#])
            #expect(try await Stage.lines(path, ControlRequest("lines")).isEmpty)
            let values = try await ControlClient.answer([String: String].self, directory: path, ControlRequest("lines", ["x"]))
            #expect(values == [["line": "x"]])
        }
    }

    @Test func `a no arrives as one`() async throws {
        try await stage.serving { (path) async throws in
            await #expect(throws: ServiceError.refused("there is no such verb: dance / now")) {
                try await Stage.lines(path, ControlRequest("dance\nnow"))
            }
        }
    }

    @Test func `two askers are served side by side`() async throws {
        let started = AsyncStream.makeStream(of: Void.self)
        let release = AsyncStream.makeStream(of: Void.self)
        let handler: ControlSocket.Handler = { request, reply in
            if request.verb == "first" {
                started.continuation.yield()
                for await _ in release.stream { break }
            }
            await reply.send(request.verb)
        }
        try await stage.serving(handler: handler) { (path) async throws in
            async let first = Stage.lines(path, ControlRequest("first"))
            for await _ in started.stream { break }
            #expect(try await Stage.lines(path, ControlRequest("second")) == [#""second""#])
            release.continuation.yield()
            #expect(try await first == [#""first""#])
        }
    }

    @Test func `a long answer arrives whole, at a reader's pace`() async throws {
        try await stage.serving { (path) async throws in
            var count = 0
            for try await line in ControlClient.ask(directory: path, ControlRequest("flood", ["5000"])) {
                if count == 0 { try await Task.sleep(for: .milliseconds(200)) }
                #expect(String(decoding: line, as: UTF8.self) == "{\"n\":\(count)}")
                count += 1
            }
            #expect(count == 5000)
        }
    }

    @Test func `one large line arrives whole`() async throws {
        let text = String(repeating: "x", count: 3 << 20)
        try await stage.serving(handler: { _, reply in await reply.send(text) }) { (path) async throws in
            #expect(try await Stage.lines(path, ControlRequest("large")) == ["\"\(text)\""])
        }
    }

    @Test func `an asker that ends its sending side still has its answer`() async throws {
        try await stage.serving { (path) async throws in
            let answer = try await Stage.blocking {
                let asker = try RawAsker(path)
                asker.send(#"{"verb":"lines","arguments":["a"]}"# + "\n")
                asker.endSending()
                return asker.all()
            }
            #expect(answer == #"{"line":"a"}"# + "\n\n")
        }
    }

    // MARK: Where nobody listens

    @Test func `without a daemon the error says so`() async throws {
        let path = stage.directory.path
        await #expect(throws: ServiceError.nobodyListens(directory: path)) { try await Stage.lines(path, ControlRequest("status")) }
        await #expect(throws: ServiceError.nobodyListens(directory: path + "/none")) {
            try await Stage.lines(path + "/none", ControlRequest("status"))
        }
        // One that was left behind by a daemon that was killed.
        let (descriptor, _) = try SocketFile.listen(in: path, backlog: 1)
        close(descriptor)
        #expect(stage.directory.names == ["control.sock"])
        await #expect(throws: ServiceError.nobodyListens(directory: path)) { try await Stage.lines(path, ControlRequest("status")) }
    }

    @Test func `a directory that may not be read is another error`() async throws {
        let path = stage.directory.path + "/file"
        close(open(path, O_CREAT | O_WRONLY, 0o600))
        await #expect(throws: ServiceError.system(call: "open", path: path, errno: ENOTDIR)) {
            try await Stage.lines(path, ControlRequest("status"))
        }
    }

    @Test func `a stale socket is replaced, and the file is gone in the end`() async throws {
        let (stale, _) = try SocketFile.listen(in: stage.directory.path, backlog: 1)
        close(stale)
        try await stage.serving { (path) async throws in
            #expect(try await Stage.lines(path, ControlRequest("lines", ["a"])).count == 1)
        }
        #expect(stage.directory.names.isEmpty)
    }

    @Test func `the file of a successor is left alone`() async throws {
        let control = try await ControlSocket.open(directory: stage.directory.path)
        let (successor, _) = try SocketFile.listen(in: stage.directory.path, backlog: 1)
        await control.stop()
        #expect(stage.directory.names == ["control.sock"])
        close(successor)
    }

    @Test func `what is no socket in its place is replaced, a directory is an error`() async throws {
        close(open(stage.directory.path + "/control.sock", O_CREAT | O_WRONLY, 0o644))
        let control = try await ControlSocket.open(directory: stage.directory.path)
        await control.stop()
        mkdir(stage.directory.path + "/control.sock", 0o700)
        await #expect(throws: ServiceError.self) { try await ControlSocket.open(directory: stage.directory.path) }
        #expect(stage.directory.names == ["control.sock"])
        rmdir(stage.directory.path + "/control.sock")
    }

    @Test func `the file is a socket of mode 0600 whatever the umask`() async throws {
        let former = umask(0)
        defer { umask(former) }
        let (descriptor, _) = try SocketFile.listen(in: stage.directory.path, backlog: 1)
        defer { close(descriptor) }
        var status = stat()
        try #require(stat(stage.directory.path + "/control.sock", &status) == 0)
        #expect(status.st_mode & S_IFMT == S_IFSOCK)
        #expect(status.st_mode & 0o7777 == 0o600)
        #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC == FD_CLOEXEC)
        #expect(stage.directory.names == ["control.sock"])
    }

    @Test func `a path longer than an address serves as well`() async throws {
        let long = stage.directory.path + "/" + String(repeating: "d", count: 200)
        try #require(mkdir(long, 0o700) == 0)
        defer { rmdir(long) }
        let control = try await ControlSocket.open(directory: long)
        let serving = Task { await control.serve(Stage.echo) }
        #expect(try await Stage.lines(long, ControlRequest("lines", ["a"])) == [#"{"line":"a"}"#])
        serving.cancel()
        await serving.value
        var status = stat()
        #expect(stat(long + "/control.sock", &status) == -1)
    }

    // MARK: Who may ask

    @Test func `a user that is not admitted is sent away without a word`() async throws {
        let seen = Mutex<[UInt32]>([])
        let control = try await ControlSocket.open(directory: stage.directory.path, limits: ControlLimits()) { user in
            seen.withLock { $0.append(user) }
            return false
        }
        let serving = Task { await control.serve(Stage.echo) }
        let path = stage.directory.path
        await #expect(throws: ServiceError.cutShort) { try await Stage.lines(path, ControlRequest("lines", ["a"])) }
        #expect(seen.withLock { $0 } == [geteuid()])
        serving.cancel()
        await serving.value
    }

    @Test func `no socket is inherited by programs that are run`() async throws {
        try await stage.serving { (path) async throws in
            let asker = try RawAsker(path)
            try await Stage.until { Stage.openSockets(path).count == 2 }
            // An accepted connection is marked on its event loop, a moment behind accept(2).
            try await Stage.until { Stage.openSockets(path).allSatisfy { fcntl($0, F_GETFD) & FD_CLOEXEC == FD_CLOEXEC } }
            withExtendedLifetime(asker) {}
        }
    }
}
