import Crypto
import NIOCore
import SASL
import Testing
import Transport

@testable import POP3

/// Keeps what is retrieved.
struct Collector: MessageSink {
    var messages: [Int: [UInt8]] = [:]
    var finished: [Int] = []
    var refusals: [Int: String] = [:]
    private var current = 0

    mutating func begin(_ number: Int) throws {
        current = number
        messages[number] = []
    }

    mutating func append(_ octets: UnsafeRawBufferPointer) throws { messages[current]?.append(contentsOf: octets) }

    nonisolated(nonsending) mutating func finish(_ number: Int) async throws { finished.append(number) }

    nonisolated(nonsending) mutating func refused(_ number: Int, _ refusal: POP3Refusal) async throws { refusals[number] = refusal.text }
}

@Suite("The client with our own server")
struct POP3ClientTests {
    private static let messages: [[UInt8]] = [
        "Subject: one\n\nbody\n", "Subject: dots\n\n.\n..\n.x\n\n.\n", "", "no newline at the end", "\n\n\n", "Subject: NUL\n\na\0b\n",
    ].map { Array($0.utf8) } + [Array(String(repeating: "a line of a larger message\n", count: 10_000).utf8)]

    /// As they come over the line.
    private static let canonical: [[UInt8]] = messages.map { message in
        let text = String(decoding: message, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
        return Array((message.isEmpty || message.last == 0x0A ? text : text + "\r\n").utf8)
    }

    private func withSession<Result>(
        _ security: ServerEndpoint.Security, limits: POP3Limits = POP3Limits(), choice: AuthenticationChoice = .automatic,
        options: POP3ServerOptions = POP3ServerOptions(), _ use: (POP3Client, POP3Server) async throws -> Result
    ) async throws -> Result {
        let certificate = try SelfSignedCertificate.make(hostNames: ["localhost"])
        let server = try await POP3Server.start(
            security: security, certificate: certificate.serverConfiguration,
            mailboxes: ["ann": POP3Mailbox(password: "pencil", messages: Self.messages)], options: options)
        let endpoint = ServerEndpoint(
            host: "localhost", port: server.port, security: security, tls: TLSConfiguration(authorityPEM: certificate.certificatePEM))
        let client = try await POP3Client.connect(endpoint, limits: limits)
        try await client.signIn(user: "ann", password: Secret("pencil"), choice: choice)
        let result = try await use(client, server)
        await client.close()
        await server.stop()
        return result
    }

    @Test(
        "All messages come as they are, pipelined and one by one, in each kind of security",
        arguments: [ServerEndpoint.Security.implicitTLS, .startTLS, .none], [1, 2, 200])
    func retrieve(_ security: ServerEndpoint.Security, _ window: Int) async throws {
        var limits = POP3Limits()
        limits.pipelinedCommands = window
        try await withSession(security, limits: limits) { client, _ in
            let ids = try await client.uniqueIDs()
            #expect(ids.map(\.number) == Array(1...Self.messages.count))
            #expect(try await client.statistics().messages == Self.messages.count)
            var sink = Collector()
            try await client.retrieve(ids.map(\.number) + [99], into: &sink)
            #expect(sink.finished == ids.map(\.number))
            #expect(sink.refusals == [99: "no such message"])
            for (index, message) in Self.canonical.enumerated() {
                #expect(sink.messages[index + 1] == message, "message \(index + 1)")
            }
            let sizes = try await client.sizes()
            #expect(sizes[1] == Self.canonical[0].count)
            try await client.quit()
        }
    }

    @Test("Each way of signing in works", arguments: ["plain", "login", "cram-md5", "scram-sha-1", "scram-sha-256", "user", "auto"])
    func signIn(_ way: String) async throws {
        try await withSession(.implicitTLS, choice: #require(AuthenticationChoice(way))) { client, _ in
            #expect(try await client.uniqueIDs().count == Self.messages.count)
            try await client.quit()
        }
    }

    @Test("TOP gives header and lines, and its refusal leaves the session usable")
    func top() async throws {
        try await withSession(.none) { client, _ in
            #expect(try await client.top(2, lines: 1) == Array("Subject: dots\r\n\r\n.\r\n".utf8))
            await #expect(throws: POP3Error.self) { try await client.top(99, lines: 0) }
            #expect(try await client.top(1, lines: 0, limit: 4) == Array("Subj".utf8))
            try await client.quit()
        }
    }

    @Test("Headers come as messages do, pipelined and one by one; a server without TOP refuses each", arguments: [1, 200], [true, false])
    func headers(_ window: Int, _ offersTOP: Bool) async throws {
        var limits = POP3Limits()
        limits.pipelinedCommands = window
        var options = POP3ServerOptions()
        options.refusesTOP = !offersTOP
        try await withSession(.none, limits: limits, options: options) { client, _ in
            var sink = Collector()
            try await client.retrieveHeaders([1, 2, 99, 6], into: &sink)
            if offersTOP {
                #expect(sink.finished == [1, 2, 6])
                #expect(sink.messages[2] == Array("Subject: dots\r\n\r\n".utf8))
                #expect(sink.refusals == [99: "no such message"])
            } else {
                #expect(sink.finished.isEmpty)
                #expect(Set(sink.refusals.keys) == [1, 2, 99, 6])
            }
            try await client.quit()
        }
    }

    @Test("What is deleted goes with QUIT, and only with it")
    func delete() async throws {
        try await withSession(.implicitTLS) { client, server in
            #expect(try await client.delete([1, 99, 3]) == [1, 3])
            #expect(server.remaining("ann").count == Self.messages.count)
            try await client.quit()
            #expect(server.remaining("ann").map(\.octets) == [1, 3, 4, 5, 6].map { Self.messages[$0] })
        }
        try await withSession(.implicitTLS) { client, server in
            _ = try await client.delete([1])
            await client.close()
            await #expect(throws: POP3Error.sessionOver) { try await client.uniqueIDs() }
            #expect(server.remaining("ann").count == Self.messages.count)
        }
    }

    @Test("A wrong password and a mailbox in use are told apart")
    func refusals() async throws {
        try await withSession(.none) { client, server in
            let endpoint = ServerEndpoint(host: "127.0.0.1", port: server.port, security: .none)
            for (password, code) in [("wrong", POP3ResponseCode.authentication), ("pencil", .inUse)] {
                let other = try await POP3Client.connect(endpoint)
                do {
                    try await other.signIn(user: "ann", password: Secret(password))
                    Issue.record("signed in")
                } catch POP3Error.signInRefused(let refusal) {
                    #expect(refusal.code == code)
                }
                await other.close()
            }
            try await client.quit()
        }
    }

    @Test("A message beyond the limit ends the session")
    func tooLarge() async throws {
        var limits = POP3Limits()
        limits.message = 10_000
        try await withSession(.implicitTLS, limits: limits) { client, _ in
            var sink = Collector()
            await #expect(throws: POP3Error.messageTooLarge(number: 7)) { try await client.retrieve(Array(1...7), into: &sink) }
            #expect(sink.finished == Array(1...6))
            await #expect(throws: POP3Error.sessionOver) { try await client.delete([1]) }
        }
    }

    @Test("An untrusted certificate ends it before anything is said")
    func untrusted() async throws {
        let certificate = try SelfSignedCertificate.make(hostNames: ["mail.example.org"])
        for security in [ServerEndpoint.Security.implicitTLS, .startTLS] {
            let server = try await POP3Server.start(security: security, certificate: certificate.serverConfiguration, mailboxes: [:])
            for tls in [TLSConfiguration(), TLSConfiguration(authorityPEM: certificate.certificatePEM)] {
                do {
                    _ = try await POP3Client.connect(ServerEndpoint(host: "localhost", port: server.port, security: security, tls: tls))
                    Issue.record("connected")
                } catch POP3Error.transport(let error) {
                    #expect(error.code == .untrustedCertificate)
                }
            }
            await server.stop()
        }
    }
}

@Suite("The client with servers that mean harm")
struct HostileServerTests {
    /// For what must not end by a deadline.
    private static let patient = POP3Deadlines(
        connect: .seconds(30), reply: .seconds(30), message: .seconds(30), idle: .seconds(30))

    /// For what must.
    private static let hasty = POP3Deadlines(connect: .seconds(2), reply: .seconds(2), message: .seconds(2), idle: .seconds(1))

    /// Says `script` line by line: what is said first, then an answer for every line that comes.
    private func session(
        _ script: [String], security: ServerEndpoint.Security = .none, limits: POP3Limits = POP3Limits(),
        deadlines: POP3Deadlines = Self.patient, dribble: String? = nil, _ use: (POP3Client) async throws -> Void = { _ in }
    ) async throws -> POP3Error? {
        let listener = try await Listener.start()
        let server = Task {
            for await connection in listener.connections {
                var lines = LineReader(connection, limit: 1000)
                for (index, answer) in script.enumerated() {
                    if index > 0, (try? await lines.next(deadline: .now() + .seconds(10))) == nil { break }
                    try? await connection.write(ByteBuffer(string: answer), deadline: .now() + .seconds(10))
                }
                while let dribble, (try? await connection.write(ByteBuffer(string: dribble), deadline: .now() + .seconds(1))) != nil {
                    try? await Task.sleep(for: .milliseconds(50))
                }
                _ = try? await lines.next(deadline: .now() + .seconds(2))
                await connection.close()
            }
        }
        var result: POP3Error?
        do {
            let client = try await POP3Client.connect(
                ServerEndpoint(host: "127.0.0.1", port: listener.port, security: security), deadlines: deadlines, limits: limits)
            do {
                try await use(client)
            } catch {
                result = error as? POP3Error
            }
            await client.close()
        } catch {
            result = error
        }
        server.cancel()
        await listener.stop()
        await server.value
        return result
    }

    private static let opening = ["+OK ready\r\n", "+OK\r\nUSER\r\nUIDL\r\n.\r\n", "+OK\r\n", "+OK\r\n"]

    private func signIn(_ client: POP3Client) async throws { try await client.signIn(user: "ann", password: Secret("x")) }

    private func isDesynchronised(_ error: POP3Error?) -> Bool {
        if case .desynchronised = error { true } else { false }
    }

    @Test("Text behind the reply to STLS ends the session (CVE-2021-39272 and its kin)", arguments: ["+OK\r\n.\r\n", "+", "\r\n"])
    func injection(_ injected: String) async throws {
        let error = try await session(["+OK\r\n", "+OK\r\nSTLS\r\n.\r\n", "+OK go\r\n\(injected)"], security: .startTLS)
        guard case .transport(let cause) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(cause.code == .plaintextBeforeTLS)
    }

    @Test("A server without STLS gets no password")
    func noSTLS() async throws {
        #expect(try await session(["+OK\r\n", "+OK\r\nUSER\r\n.\r\n"], security: .startTLS) == .noSTLS)
        #expect(try await session(["+OK\r\n", "+OK\r\nSTLS\r\n.\r\n", "-ERR no\r\n"], security: .startTLS) == .noSTLS)
    }

    @Test("A message that an unstuffed dot cut short is never finished")
    func earlyEnd() async throws {
        var sink = Collector()
        let error = try await session(Self.opening + ["+OK\r\nSubject: x\r\n\r\n.\r\nthe rest of the message\r\n.\r\n"]) { client in
            try await signIn(client)
            try await client.retrieve([1, 2], into: &sink)
        }
        #expect(isDesynchronised(error))
        #expect(sink.finished.isEmpty)
    }

    @Test("Nor if its rest comes late")
    func earlyEndLate() async throws {
        var sink = Collector()
        let error = try await session(Self.opening + ["+OK\r\nSubject: x\r\n\r\n.\r\n", "the rest of the message\r\n.\r\n"]) { client in
            try await signIn(client)
            try await client.retrieve([1], into: &sink)
        }
        #expect(isDesynchronised(error))
        #expect(sink.finished.isEmpty)
    }

    @Test("Endless status lines, and greetings without an end, are bounded")
    func bounded() async throws {
        #expect(try await session([String(repeating: "x", count: 100_000)]) == .lineTooLong)
        let error = try await session(["+OK"], deadlines: Self.hasty, dribble: "x") { _ in }
        guard case .transport(let cause) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(cause.code == .timedOut)
    }

    @Test("A listing without an end is bounded in lines and in time")
    func listings() async throws {
        var limits = POP3Limits()
        limits.listingLines = 100
        let many = (1...200).map { "\($0) u\($0)\r\n" }.joined()
        let tooMany = try await session(Self.opening + ["+OK\r\n\(many).\r\n"], limits: limits) { client in
            try await signIn(client)
            _ = try await client.uniqueIDs()
        }
        #expect(tooMany == .listingTooLong)
        let endless = try await session(Self.opening + ["+OK\r\n"], deadlines: Self.hasty, dribble: "1 x\r\n") { client in
            try await signIn(client)
            _ = try await client.uniqueIDs()
        }
        guard case .transport(let cause) = endless else {
            Issue.record("\(String(describing: endless))")
            return
        }
        #expect(cause.code == .timedOut)
    }

    @Test("A message that dribbles ends at its deadline, though it never pauses")
    func dribble() async throws {
        var sink = Collector()
        let deadlines = POP3Deadlines(connect: .seconds(60), reply: .seconds(60), message: .seconds(2), idle: .seconds(60))
        let error = try await session(Self.opening + ["+OK\r\nSubject: x\r\n"], deadlines: deadlines, dribble: "more\r\n") { client in
            try await signIn(client)
            try await client.retrieve([4], into: &sink)
        }
        #expect(error == .messageTimedOut(number: 4))
        #expect(sink.finished.isEmpty)
    }

    @Test("A session that breaks in the middle of a message leaves it unfinished")
    func broken() async throws {
        var sink = Collector()
        let error = try await session(Self.opening + ["+OK\r\nSubject: x\r\n"]) { client in
            try await signIn(client)
            try await client.retrieve([4], into: &sink)
        }
        #expect(error?.isPassing == true)
        #expect(sink.finished.isEmpty)
    }

    @Test("The second line of an error is not taken for a reply")
    func twoLines() async throws {
        var sink = Collector()
        let error = try await session(Self.opening + ["-ERR Server Unavailable. 21\r\nConnection is closed. 21\r\n"]) { client in
            try await signIn(client)
            try await client.retrieve([1, 2], into: &sink)
        }
        #expect(isDesynchronised(error))
        #expect(sink.refusals == [1: "Server Unavailable. 21"])
    }

    @Test("Octets between two commands end the session before the next is sent")
    func unsolicited() async throws {
        let error = try await session(Self.opening.dropLast() + ["+OK\r\n+OK injected\r\n", "+OK\r\n.\r\n"]) { client in
            try await signIn(client)
            try await Task.sleep(for: .milliseconds(100))
            _ = try await client.uniqueIDs()
        }
        #expect(isDesynchronised(error))
    }

    @Test("Odd unique-ids are marked and do no harm")
    func uniqueIDs() async throws {
        let long = String(repeating: "u", count: 5000)
        var ids: [POP3UniqueID] = []
        let error = try await session(Self.opening + ["+OK\r\n1 a\r\n2 a\r\n3\r\n4 \(long)\r\n5 \u{1}\r\nnonsense\r\n.\r\n"]) { client in
            try await signIn(client)
            ids = try await client.uniqueIDs()
        }
        #expect(error == nil)
        #expect(ids.map(\.anomaly) == [.duplicate, .duplicate, .blank, .overlong, .unprintable])
        #expect(ids.allSatisfy { $0.uidl.utf8.count <= 1024 })
    }
}
