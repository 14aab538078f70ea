import Foundation
import Testing

/// Signatures, made and checked by dkimpy: what resent mail must not break.
@Suite("Signatures of forwarded mail", .serialized, .enabled(if: ForwardRoute.isExpected, ForwardRoute.excuse))
struct ForwardDKIMTests {
    /// Signs messages of the standard input's kind in four ways, each into a file with LF line ends.
    private static let signer = """
        import base64, dkim, sys
        directory = sys.argv[1]
        key = open(directory + "/private.pem", "rb").read()
        serial = 0
        for canonicalize in [(b"simple", b"simple"), (b"relaxed", b"relaxed"), (b"relaxed", b"simple"), (b"simple", b"relaxed")]:
            for body in [b"Hello.\\r\\n", b".dots\\r\\n..\\r\\n\\r\\nFrom here  on\\t\\r\\n\\r\\n\\r\\n", "Grüße\\r\\n".encode()]:
                message = (b"X-Serial: %d\\r\\nFrom: Cy  <cy@example.net>\\r\\nTo: ann@example.org,\\r\\n\\tbo@example.org\\r\\n"
                    b"Subject:  signed  \\r\\nDate: Mon, 23 Nov 2026 10:11:12 +0000\\r\\nMessage-ID: <%d@example.net>\\r\\n"
                    b"MIME-Version: 1.0\\r\\nContent-Type: text/plain; charset=utf-8\\r\\nContent-Transfer-Encoding: 8bit\\r\\n\\r\\n" % (serial, serial)) + body
                signature = dkim.sign(message, b"test", b"example.net", key, canonicalize=canonicalize)
                open("%s/signed-%d" % (directory, serial), "wb").write((signature + message).replace(b"\\r\\n", b"\\n"))
                serial += 1
        print(serial)
        """
    /// Says of each file in a directory whether its signature holds, with the key that a name server would give.
    private static let verifier = """
        import dkim, glob, sys
        key = "".join(line for line in open(sys.argv[2]).read().split("\\n") if "-" not in line[:1])
        def record(name, timeout=5):
            assert name in (b"test._domainkey.example.net.", "test._domainkey.example.net."), name
            return ("v=DKIM1; k=rsa; p=" + key).encode()
        for name in sorted(glob.glob(sys.argv[1])):
            message = open(name, "rb").read()
            if len(sys.argv) > 3:
                message = message.replace(b"Message-ID: <", b"Message-ID: <x", 1)
            print(dkim.verify(message.replace(b"\\r\\n", b"\\n").replace(b"\\n", b"\\r\\n"), dnsfunc=record))
        """

    @Test("Signatures of resent mail still hold behind a real server")
    func signatures() async throws {
        try await ForwardRoute.with { route in
            let path = route.scratch.path
            for arguments in [["genrsa", "-out", "private.pem", "2048"], ["rsa", "-in", "private.pem", "-pubout", "-out", "public.pem"]] {
                let outcome = try await Subprocess.run("/usr/bin/openssl", arguments, directory: path)
                try #require(outcome.status == 0, "\(outcome.errors)")
            }
            func python(_ arguments: [String]) async throws -> [String] {
                let outcome = try await Subprocess.run("/usr/bin/python3", ["-c"] + arguments, directory: path)
                try #require(outcome.status == 0, "python3-dkim must be installed: \(outcome.errors)")
                return outcome.output.split(separator: "\n").map(String.init)
            }
            let count = try #require(try await python([Self.signer, path]).first.flatMap { Int($0) })
            #expect(count == 12)
            // The tool first: it believes what was signed, and nothing else.
            #expect(try await python([Self.verifier, "\(path)/signed-*", "\(path)/public.pem"]) == Array(repeating: "True", count: count))
            #expect(try await python([Self.verifier, "\(path)/signed-*", "\(path)/public.pem", "changed"]) == Array(repeating: "False", count: count))

            let messages = try (0..<count).map { serial in
                (serial: serial, octets: Array(try Data(contentsOf: URL(fileURLWithPath: "\(path)/signed-\(serial)"))))
            }
            try route.dovecot.deliver(messages, to: "ann")
            let file = try route.write()
            #expect(try await route.poll(file)["forwarded"] as? Int == count)
            #expect(try await route.postfix.settledMail().allSatisfy { $0.values("Resent-From") == [ForwardRoute.sender] })
            let verdicts = try await python([Self.verifier, "\(route.postfix.directory)/mail/all/new/*", "\(path)/public.pem"])
            #expect(verdicts == Array(repeating: "True", count: count))
        }
    }
}
