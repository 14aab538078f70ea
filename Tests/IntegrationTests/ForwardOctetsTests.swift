import Foundation
import Testing

/// What a forward is, octet by octet, as a real server stored it.
@Suite("The octets of a forward", .serialized, .enabled(if: ForwardRoute.isExpected, ForwardRoute.excuse))
struct ForwardOctetsTests {
    private static let block = ["X-Postroom-Loop", "Resent-From", "Resent-Date", "Resent-To", "Resent-Message-ID"]

    @Test("Resent mail is a block of fields, and behind it what came, untouched")
    func resent() async throws {
        try await ForwardRoute.with { route in
            let messages = MixedMessage.messages(150, seed: 51)
            try route.dovecot.deliver(messages, to: "ann")
            let file = try route.write(rules: "rule \"all\" { tag +seen redirect \"\(ForwardRoute.recipient)\" fileinto \"Kept\" }")
            #expect(try await route.poll(file)["forwarded"] as? Int == 150)
            try await route.expectArrivedOnce(messages)
            let originals = Dictionary(uniqueKeysWithValues: messages.map { ($0.serial, $0.octets) })
            var identifiers: Set<String> = []
            for mail in try await route.postfix.settledMail() {
                let original = try #require(mail.serial.flatMap { originals[$0] })
                #expect(mail.octets.count > original.count && Array(mail.octets.suffix(original.count)) == original)
                let block = Array(mail.fields.prefix(Self.block.count))
                #expect(block.map(\.name) == Self.block)
                #expect(mail.fields.dropFirst(Self.block.count).first?.name == "X-Serial")
                #expect(block[1].value == ForwardRoute.sender && block[3].value == ForwardRoute.recipient)
                identifiers.insert(block[4].value)
            }
            #expect(identifiers.count == 150)
            // What was forwarded is what was kept.
            let kept = try route.kept()
            #expect(kept.copies.mapValues { $0.map(\.octets) } == originals.mapValues { [$0] })
        }
    }

    @Test("Return-Path and a leading From line are taken off, bare CR becomes a line end, and nothing can be smuggled")
    func troublesome() async throws {
        try await ForwardRoute.with { route in
            let long = String(repeating: "x", count: 990)
            let texts: [(came: String, left: String)] = [
                ("Return-Path: <cy@example.net>\nX-Serial: 0\nSubject: one\n\nbody\n", "X-Serial: 0\nSubject: one\n\nbody\n"),
                ("From cy@example.net Mon Nov 23 10:11:12 2026\nX-Serial: 1\nSubject: two\n\nFrom here\n", "X-Serial: 1\nSubject: two\n\nFrom here\n"),
                ("X-Serial: 2\nReturn-Path:\n <cy@example.net>\nSubject: three\n\n.\n..\n.x\n", "X-Serial: 2\nSubject: three\n\n.\n..\n.x\n"),
                (
                    "X-Serial: 3\nSubject: four\n\none\r.\rMAIL FROM:<evil@example.net>\rRCPT TO:<bob@example.org>\rDATA\rSubject: smuggled\r\rx\n",
                    "X-Serial: 3\nSubject: four\n\none\n.\nMAIL FROM:<evil@example.net>\nRCPT TO:<bob@example.org>\nDATA\nSubject: smuggled\n\nx\n"
                ),
                ("X-Serial: 4\nSubject: five\n\n\(long)\n\n\n", "X-Serial: 4\nSubject: five\n\n\(long)\n\n\n"),
                ("X-Serial: 5\nSubject: six, and no body\n", "X-Serial: 5\nSubject: six, and no body\n"),
            ]
            try route.dovecot.deliver(texts.enumerated().map { (serial: $0, octets: Array($1.came.utf8)) }, to: "ann")
            let file = try route.write()
            #expect(try await route.poll(file)["forwarded"] as? Int == texts.count)
            let stored = try await route.postfix.settledMail()
            #expect(stored.count == texts.count)
            for (serial, text) in texts.enumerated() {
                let mail = try #require(stored.first { $0.serial == serial }, "\(serial) is missing")
                let octets = String(decoding: mail.octets, as: UTF8.self)
                let end = try #require(octets.range(of: "X-Serial"))
                let came = String(octets[end.lowerBound...])
                // Without a body there may be an empty line at the end, which a server puts behind a header.
                #expect(came == text.left || (!text.left.contains("\n\n") && came == text.left + "\n"), "\(came.debugDescription)")
            }
        }
    }

    @Test("As an attachment a message is whole inside a new one from the configured address")
    func attachment() async throws {
        try await ForwardRoute.with { route in
            let messages = MixedMessage.messages(60, seed: 52)
            try route.dovecot.deliver(messages, to: "ann")
            let file = try route.write(further: "forward-as = \"attachment\"")
            #expect(try await route.poll(file)["forwarded"] as? Int == 60)
            var missing = Set(messages.map(\.octets))
            let stored = try await route.postfix.settledMail()
            #expect(stored.count == 60)
            for mail in stored {
                #expect(mail.sender == ForwardRoute.sender)
                #expect(mail.values("From") == [ForwardRoute.sender] && mail.values("To") == [ForwardRoute.recipient])
                #expect(mail.values("X-Serial").isEmpty && mail.values("Resent-From").isEmpty)
                missing.remove(try #require(Self.attached(mail.octets)))
            }
            #expect(missing.isEmpty, "\(missing.count) are not inside as they came")

            // Python's parser has the last word on the form.
            let script = """
                import email, email.policy, glob, sys
                for name in glob.glob(sys.argv[1] + "/new/*"):
                    message = email.message_from_binary_file(open(name, "rb"), policy=email.policy.default)
                    parts = list(message.iter_parts())
                    types = [message.get_content_type()] + [part.get_content_type() for part in parts]
                    assert types == ["multipart/mixed", "text/plain", "message/rfc822"], types
                    assert not message.defects and not any(part.defects for part in parts), name
                    inner = parts[1].get_content()
                    assert inner["X-Serial"] is not None
                    assert (inner["Subject"] or "") in (message["Subject"] or ""), (inner["Subject"], message["Subject"])
                    print("good")
                """
            let judged = try await Subprocess.run(
                "/usr/bin/python3", ["-c", script, "\(route.postfix.directory)/mail/all"], directory: route.scratch.path)
            #expect(judged.output.split(separator: "\n").count == 60, "\(judged.errors)")
        }
    }

    /// The octets of the part of type message/rfc822.
    private static func attached(_ octets: [UInt8]) -> [UInt8]? {
        let all = Data(octets)
        guard let type = all.range(of: Data("\nContent-Type: message/rfc822\n".utf8)),
            let start = all.range(of: Data("\n\n".utf8), in: (type.upperBound - 1)..<all.endIndex),
            let boundary = all.range(of: Data("boundary=\"".utf8)),
            let quote = all[boundary.upperBound...].firstIndex(of: UInt8(ascii: "\"")),
            case let end = Data("\n--".utf8) + all[boundary.upperBound..<quote] + Data("--\n".utf8),
            let stop = all.range(of: end, options: .backwards)
        else { return nil }
        return Array(all[start.upperBound..<stop.lowerBound])
    }
}
