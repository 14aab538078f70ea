import Foundation
import MailMessage
import Testing

@testable import Delivery

/// Signatures (RFC 6376) of mail that is resent, asked of another program: python3-dkim.
@Suite("What a DKIM verifier sees", .enabled(if: DKIMTool.isExpected, "needs python3-dkim and openssl"))
struct ForwardDKIMTests {
    private static let messages = [
        ForwardSamples.ordinary,
        "From: Cy <cy@example.com>\nSubject: folded\n \tover  lines\nTo: ann@example.org\n\n  blanks  \n\n\n",
        "From: Cy <cy@example.com>\nSubject: caf\u{e9}\n\ncaf\u{e9} \u{1F351}\n",
        "Resent-From: di@example.com\nResent-Date: Mon, 2 Nov 2026 09:00:00 +0000\nFrom: Cy <cy@example.com>\nSubject: resent before\n\nbody\n",
        "From: Cy <cy@example.com>\nReturn-Path: <in@the.middle>\nSubject: x\nX-Postroom-Loop: v1 other\n\n.\n..\n",
        "From: Cy <cy@example.com>\n\nno line end",
        "From: Cy <cy@example.com>\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--\n",
    ]

    @Test(arguments: messages.indices, ["simple/simple", "relaxed/relaxed"])
    func theSignatureHolds(_ index: Int, _ canonicalization: String) throws {
        let tool = try DKIMTool()
        let signed = try tool.sign(Self.lines(Self.messages[index]), canonicalization)
        // As a mail server hands it over, and the spool keeps it.
        let delivered = "From cy Mon Nov  2 09:12:00 2026\nReturn-Path: <cy@example.com>\nReceived: by mail.example.org\n" + signed.replacing("\r\n", with: "\n")
        let forwarded = try ForwardSamples.compose(delivered)
        #expect(!forwarded.text.contains("Return-Path"))
        // And when the next one forwards it too.
        let again = try ForwardSamples.compose(Array("Return-Path: <ann@example.org>\n".utf8) + forwarded.whole, effect: 8)
        #expect(try tool.hold([Array(signed.utf8), forwarded.onTheLine, again.onTheLine]) == [true, true, true])
    }

    /// That the tool would tell.
    @Test func aChangedMessageDoesNotVerify() throws {
        let tool = try DKIMTool()
        let forwarded = try ForwardSamples.compose(tool.sign(Self.lines(ForwardSamples.ordinary), "simple/simple").replacing("\r\n", with: "\n"))
        let text = String(decoding: forwarded.onTheLine, as: UTF8.self)
        let changed = [("Plums", "Pears"), ("ripe", "raw"), ("Dear Ann,", "Dear Ann, ")].map { Array(text.replacing($0, with: $1).utf8) }
        #expect(try tool.hold([forwarded.onTheLine] + changed) == [true, false, false, false])
    }

    private static func lines(_ text: String) -> String { text.replacing("\n", with: "\r\n") }
}

/// Signs and verifies with a key made for this run, whose public half is looked up in no DNS.
struct DKIMTool {
    private static let script = """
        import sys, dkim
        def octets(name):
            with open(name, 'rb') as file:
                return file.read()
        key, messages = sys.argv[2], sys.argv[4:]
        if sys.argv[1] == 'sign':
            how = tuple(word.encode() for word in sys.argv[3].split('/'))
            for message in map(octets, messages):
                private = octets(key + '/private.pem')
                sys.stdout.buffer.write(dkim.sign(message, b'test', b'example.com', private, canonicalize=how) + message)
        else:
            record = b'v=DKIM1; k=rsa; p=' + octets(key + '/public.txt')
            for message in map(octets, messages):
                print('holds' if dkim.verify(message, dnsfunc=lambda *name, **more: record) else 'broken')
        """

    /// The first Python that has the module: Debian's own, or the one in the path.
    private static let python = ["/usr/bin/python3", "python3"].first { (try? run([$0, "-c", "import dkim"])) != nil }
    /// With `CI` set, the tests run and fail where it is missing.
    static let isExpected = python != nil || ProcessInfo.processInfo.environment["CI"] != nil

    private struct Key: Sendable {
        let pem: [UInt8]
        let digits: [UInt8]
    }

    private static let key = Result { () throws -> Key in
        let place = try TemporaryDirectory()
        let file = place.path + "/private.pem"
        // The old form of PEM, which every version of the module reads.
        try run(["openssl", "genrsa", "-traditional", "-out", file, "2048"])
        let text = try run(["openssl", "rsa", "-in", file, "-pubout"])
        let digits = String(decoding: text, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
        return Key(pem: try place.octets("private.pem"), digits: Array(digits.utf8))
    }

    private let place: TemporaryDirectory

    init() throws {
        place = try TemporaryDirectory()
        let key = try Self.key.get()
        try write(key.pem, to: "private.pem")
        try write(key.digits, to: "public.txt")
    }

    private func write(_ octets: [UInt8], to name: String) throws {
        try Data(octets).write(to: URL(fileURLWithPath: place.path + "/" + name))
    }

    /// The message with a signature in front.
    func sign(_ message: String, _ canonicalization: String) throws -> String {
        String(decoding: try ask("sign", canonicalization, [Array(message.utf8)]), as: UTF8.self)
    }

    /// Whether the topmost signature of each message holds.
    func hold(_ messages: [[UInt8]]) throws -> [Bool] {
        String(decoding: try ask("verify", "-", messages), as: UTF8.self).split(separator: "\n").map { $0 == "holds" }
    }

    private func ask(_ mode: String, _ canonicalization: String, _ messages: [[UInt8]]) throws -> [UInt8] {
        let python = try #require(Self.python, "python3 has no module dkim: install python3-dkim")
        var names: [String] = []
        for (index, message) in messages.enumerated() {
            names.append(place.path + "/\(index)")
            try write(message, to: "\(index)")
        }
        return try Self.run([python, "-c", Self.script, mode, place.path, canonicalization] + names)
    }

    private struct Failed: Error {
        let command: String
        let status: Int32
    }

    /// What a program prints.
    @discardableResult
    private static func run(_ command: [String]) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let octets = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(command: command.prefix(3).joined(separator: " "), status: process.terminationStatus) }
        return [UInt8](octets)
    }
}
