import NIOCore
import Testing

@testable import Transport

@Suite("TLS")
struct TLSTests {
    private static let greeting = ByteBuffer(string: "hello over TLS")

    /// What a client with these settings meets at a server with that certificate.
    private func meet(
        _ certificate: SelfSignedCertificate, host: String = "localhost", tls: TLSConfiguration
    ) async throws -> [UInt8] {
        try await withServer(tls: certificate.serverConfiguration) { connection in
            try await connection.write(Self.greeting, deadline: .soon)
        } client: { port in
            let connection = try await Connection.connect(to: host, port: port, tls: tls, timeout: .seconds(20))
            let octets = try await readAll(connection)
            await connection.close()
            return octets
        }
    }

    private func refusal(
        _ certificate: SelfSignedCertificate, host: String = "localhost", tls: TLSConfiguration
    ) async -> TransportError? {
        do {
            _ = try await meet(certificate, host: host, tls: tls)
            return nil
        } catch {
            return error as? TransportError
        }
    }

    @Test("A certificate that ca-file names is trusted, for names and for addresses", arguments: ["localhost", "127.0.0.1"])
    func trusted(_ host: String) async throws {
        let certificate = try SelfSignedCertificate.make(hostNames: ["localhost", "127.0.0.1"])
        let octets = try await meet(certificate, host: host, tls: TLSConfiguration(authorityPEM: certificate.certificatePEM))
        #expect(octets == Array(Self.greeting.readableBytesView))
    }

    @Test("A self-signed certificate that nobody vouches for is refused, and the sentence says what to do")
    func selfSigned() async throws {
        let error = await refusal(try .make(hostNames: ["localhost"]), tls: TLSConfiguration())
        #expect(error?.code == .untrustedCertificate)
        #expect(error?.sentence == "the certificate of localhost is self-signed; if that is as it should be, put it in ca-file")
    }

    @Test("Another self-signed certificate in ca-file does not help")
    func otherAuthority() async throws {
        let other = try SelfSignedCertificate.make(hostNames: ["localhost"])
        let error = await refusal(try .make(hostNames: ["localhost"]), tls: TLSConfiguration(authorityPEM: other.certificatePEM))
        #expect(error?.code == .untrustedCertificate)
    }

    @Test("A trusted certificate for another name is refused", arguments: [["mail.example.org"], ["10.0.0.1"], ["localhost.example.org"]])
    func wrongHost(_ names: [String]) async throws {
        let certificate = try SelfSignedCertificate.make(hostNames: names)
        for host in ["localhost", "127.0.0.1"] {
            let error = await refusal(certificate, host: host, tls: TLSConfiguration(authorityPEM: certificate.certificatePEM))
            #expect(error?.code == .untrustedCertificate)
            #expect(error?.sentence.contains("not for \(host)") == true)
        }
    }

    @Test("Expired and early certificates are told apart")
    func dates() async throws {
        let expired = try SelfSignedCertificate.make(hostNames: ["localhost"], validFrom: -7200, validFor: 3600)
        let early = try SelfSignedCertificate.make(hostNames: ["localhost"], validFrom: 7200, validFor: 3600)
        let error = await refusal(expired, tls: TLSConfiguration(authorityPEM: expired.certificatePEM))
        #expect(error?.sentence == "the certificate of localhost has expired")
        let other = await refusal(early, tls: TLSConfiguration(authorityPEM: early.certificatePEM))
        #expect(other?.sentence.contains("not valid yet") == true)
    }

    @Test("A server that does not speak TLS is named as such")
    func notTLS() async throws {
        let error = await code {
            try await withServer { connection in
                try await connection.write(ByteBuffer(string: "+OK ready\r\n"), deadline: .soon)
                _ = try await connection.read(deadline: .soon)
            } client: { port in
                _ = try await Connection.connect(to: "localhost", port: port, tls: TLSConfiguration(), timeout: .seconds(20))
            }
        }
        #expect(error == .handshakeFailed)
    }

    @Test("A server that never shakes hands ends at the deadline")
    func silent() async throws {
        let error = await code {
            try await withServer { connection in
                while try await connection.read(deadline: .soon) != nil {}
            } client: { port in
                _ = try await Connection.connect(to: "localhost", port: port, tls: TLSConfiguration(), timeout: .milliseconds(200))
            }
        }
        #expect(error == .timedOut)
    }

    @Test("A ca-file that is missing or holds no certificate is told by its name")
    func authorityFile() async throws {
        let error = await refusal(try .make(hostNames: ["localhost"]), tls: TLSConfiguration(authorityFile: "/nonexistent/ca.pem"))
        #expect(error?.code == .badTLSConfiguration)
        #expect(error?.sentence == "ca-file /nonexistent/ca.pem cannot be read")
        let empty = await refusal(try .make(hostNames: ["localhost"]), tls: TLSConfiguration(authorityFile: "/dev/null"))
        #expect(empty?.sentence == "ca-file /dev/null holds no certificate in PEM")
    }

    @Test("Megabytes pass unchanged both ways, however the reader dawdles")
    func large() async throws {
        let certificate = try SelfSignedCertificate.make(hostNames: ["localhost"])
        let octets = (0..<40_000).flatMap { Array("line \($0) of what is sent and comes back unchanged\n".utf8) }
        let echoed = try await withServer(tls: certificate.serverConfiguration) { connection in
            var rest = octets.count
            while rest > 0, let chunk = try await connection.read(deadline: .soon) {
                rest -= chunk.readableBytes
                try await connection.write(chunk, deadline: .soon)
            }
            // Open until the other side is done: at an end, NIO takes in at once what the kernel still holds.
            _ = try await connection.read(deadline: .soon)
        } client: { port in
            let connection = try await Connection.connect(
                to: "localhost", port: port, tls: TLSConfiguration(authorityPEM: certificate.certificatePEM), timeout: .seconds(20))
            connection.send(ByteBuffer(bytes: octets))
            try await Task.sleep(for: .milliseconds(100))
            #expect(connection.bufferedOctets < 3 * Inbox.highWaterMark)
            var echoed: [UInt8] = []
            while echoed.count < octets.count, let chunk = try await connection.read(deadline: .soon) {
                echoed.append(contentsOf: chunk.readableBytesView)
            }
            await connection.close()
            return echoed
        }
        #expect(echoed == octets)
    }

    @Test("An end without close_notify is an error behind what came before it")
    func truncated() async throws {
        let certificate = try SelfSignedCertificate.make(hostNames: ["localhost"])
        // Between the two stands somebody who cuts the line without a word.
        let (cut, cutter) = AsyncStream.makeStream(of: Never.self)
        try await withServer(tls: certificate.serverConfiguration) { connection in
            try await connection.write(Self.greeting, deadline: .soon)
            _ = try await connection.read(deadline: .soon)
        } client: { serverPort in
            try await withServer { inner in
                let outer = try await Connection.connect(to: "127.0.0.1", port: serverPort, timeout: .seconds(20))
                let pumps = [(inner, outer), (outer, inner)].map { from, to in
                    Task { while let chunk = try await from.read(deadline: .soon) { try await to.write(chunk, deadline: .soon) } }
                }
                for await _ in cut { break }
                for pump in pumps { pump.cancel() }
                await outer.close()
            } client: { port in
                let connection = try await Connection.connect(
                    to: "localhost", port: port, tls: TLSConfiguration(authorityPEM: certificate.certificatePEM), timeout: .seconds(20))
                let first = try await connection.read(deadline: .soon)
                #expect(first == Self.greeting)
                cutter.finish()
                #expect(await code { _ = try await connection.read(deadline: .soon) } == .truncated)
                await connection.close()
            }
        }
    }

    @Test("TLS may begin in the middle, but not behind text that was not read")
    func startTLS() async throws {
        let certificate = try SelfSignedCertificate.make(hostNames: ["localhost"])
        let configuration = TLSConfiguration(authorityPEM: certificate.certificatePEM)
        for injected in ["", "+OK injected\r\n"] {
            let error = await code {
                try await withServer { connection in
                    try await connection.write(ByteBuffer(string: "go\r\n"), deadline: .soon)
                    try await Task.sleep(for: .milliseconds(200))
                    try await connection.startTLS(
                        certificate.serverConfiguration, after: ByteBuffer(string: injected), deadline: .soon)
                    try await connection.write(Self.greeting, deadline: .soon)
                } client: { port in
                    let connection = try await Connection.connect(to: "localhost", port: port, timeout: .seconds(20))
                    let first = try await connection.read(deadline: .soon)
                    #expect(first.map { String(buffer: $0).hasPrefix("go") } == true)
                    try await Task.sleep(for: .milliseconds(600))
                    do {
                        try await connection.startTLS(configuration, host: "localhost", deadline: .soon)
                        #expect(try await readAll(connection) == Array(Self.greeting.readableBytesView))
                    } catch {
                        await connection.close()
                        throw error
                    }
                    await connection.close()
                }
            }
            #expect(error == (injected.isEmpty ? nil : .plaintextBeforeTLS))
        }
    }
}
