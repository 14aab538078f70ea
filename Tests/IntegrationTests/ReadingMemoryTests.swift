import Foundation
import Testing

/// A message of 100 MB, whatever it is made of, takes less than 64 MB of memory more than one of a few octets.
///
/// With `POSTROOM_LONG_TESTS` set messages have 100 MB and the limits of the defaults; else an eighth of both, since programs without
/// optimisation read slowly.
@Suite(.serialized) struct ReadingMemoryTests {
    private static let share = ProcessInfo.processInfo.environment["POSTROOM_LONG_TESTS"] == nil ? 8 : 1
    private static let octets = (100 << 20) / share
    /// KB. What does not grow with the message has its place besides.
    private static let most = share == 1 ? 64 << 10 : (64 << 10) / share + (12 << 10)

    enum Shape: String, CaseIterable {
        case attachment, line, header, field, parts, uuencode, inlineUuencode, quotedPrintable, quotedPrintableFile, texts, files, message, messages
        case html, tnef

        /// What stands in front, what is repeated, what ends it.
        fileprivate var pieces: (head: String, piece: String, tail: String) {
            let multipart = "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
            return switch self {
            case .attachment:
                (multipart + "--b\r\n\r\nhello\r\n--b\r\nContent-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n",
                    String(repeating: "QmFz", count: 19) + "\r\n", "--b--\r\n")
            case .line: ("From: a@b.example\r\n\r\n", "all of this is one line ", "\r\n")
            case .header: ("From: a@b.example\r\n", "X-Field: " + String(repeating: "v", count: 90) + "\r\n", "\r\nbody\r\n")
            case .field: ("From: a@b.example\r\nX-Field: ", String(repeating: "v", count: 90), "\r\n\r\nbody\r\n")
            case .uuencode:
                (multipart + "--b\r\nContent-Type: application/zip; name=a\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 a\r\n",
                    "M" + String(repeating: "A", count: 60) + "\r\n", "`\r\nend\r\n--b--\r\n")
            case .inlineUuencode:
                ("From: a@b.example\r\n\r\nbegin 644 a\r\n", "M" + String(repeating: "A", count: 60) + "\r\n", "`\r\nend\r\n")
            case .quotedPrintable:
                ("From: a@b.example\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", "=C3=A9t=C3=A9 on one line ", "\r\n")
            case .quotedPrintableFile:
                (multipart + "--b\r\nContent-Type: application/zip; name=a\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n",
                    "=00=01 on one line ", "\r\n--b--\r\n")
            case .texts: (multipart, "--b\r\n\r\n" + Self.text, "--b--\r\n")
            case .files: (multipart, "--b\r\nContent-Disposition: attachment\r\n\r\n" + Self.text, "--b--\r\n")
            case .message: (multipart + "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\n", Self.text, "--b--\r\n")
            case .messages:
                (multipart, "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\n" + String(repeating: "words ", count: 4000) + "\r\n", "--b--\r\n")
            case .html:
                ("From: a@b.example\r\nContent-Type: text/html\r\n\r\n", "<p><a href=\"https://a.example/\">x</a> words <div>", "\r\n")
            case .tnef:
                // Files of many octets, each in its attributes: begin, title, data.
                (multipart + "--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Self.tnefHead,
                    Self.tnefFile, "--b--\r\n")
            case .parts: (multipart, "--b\r\nContent-Type: text/plain\r\nX: " + String(repeating: "v", count: 60) + "\r\n\r\nx\r\n", "--b--\r\n")
            }
        }

        /// As much as one part may have: 8 MB.
        private static let text = String(repeating: "some words of a text\r\n", count: (8 << 20) / ReadingMemoryTests.share / 22)

        private static func attribute(_ level: UInt8, _ tag: UInt32, _ data: Data) -> Data {
            var attribute = Data([level])
            for number in [tag, UInt32(data.count)] { attribute += withUnsafeBytes(of: number.littleEndian) { Data($0) } }
            return attribute + data + Data([0, 0])
        }

        private static func lines(_ data: Data) -> String {
            // Whole groups, so that pieces can stand one after the other.
            let padded = data + Data(count: (57 - data.count % 57) % 57)
            return padded.base64EncodedString(options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed]) + "\r\n"
        }

        /// The signature, and a body whose blanks at the end make the whole a multiple of lines.
        private static let tnefHead: String = {
            let start = Data([0x78, 0x9F, 0x3E, 0x22, 0, 0])
            let length = (1 << 20) / 57 * 57 - start.count - 11
            return lines(start + attribute(1, 0x0002_800C, Data(repeating: 0x20, count: length)))
        }()

        private static let tnefFile: String = {
            let begins = attribute(2, 0x0006_9002, Data(count: 14)) + attribute(2, 0x0001_8010, Data("a.txt\0".utf8))
            let length = (1 << 20) / 57 * 57 - begins.count - 11
            return lines(begins + attribute(2, 0x0006_800F, Data(repeating: 0x61, count: length)))
        }()

        /// Writes a message of this shape and about this size.
        fileprivate func write(to path: String, octets: Int) throws {
            let (head, piece, tail) = pieces
            _ = FileManager.default.createFile(atPath: path, contents: nil)
            let file = try #require(FileHandle(forWritingAtPath: path))
            defer { try? file.close() }
            try file.write(contentsOf: Data(head.utf8))
            let block = Data(String(repeating: piece, count: max(1, (1 << 20) / piece.utf8.count)).utf8)
            let count = octets == 0 ? 0 : max(1, octets / block.count)
            for _ in 0..<count { try file.write(contentsOf: block) }
            try file.write(contentsOf: Data(tail.utf8))
        }
    }

    /// The peak of a program's memory in KB, as the system counted it. A small program starts it, since a child's count begins with its parent's.
    private func peak(_ directory: String, _ arguments: [String]) async throws -> Int {
        let script = """
            import resource, subprocess, sys
            subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
            print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
            """
        let outcome = try await Subprocess.run("/usr/bin/python3", ["-c", script, PostroomProgram.path] + arguments, directory: directory)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try #require(Int(outcome.output.split(separator: "\n").last ?? ""))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"), "python3 is not there"), arguments: Shape.allCases)
    func `reading a large message takes little memory`(_ shape: Shape) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("memory-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let (small, large) = (directory + "/small.eml", directory + "/large.eml")
        try shape.write(to: small, octets: 0)
        try shape.write(to: large, octets: Self.octets)
        for (path, name) in [(small, "small"), (large, "large")] {
            let rules = """
                rule "asks" { when body contains "never there" or attachments.size > 1GB or truncated.reason is "never" or bounce tag +found }
                rule "each part" { for part in parts { if part.text contains "never there" { tag +found } } }
                rule "each file" { for file in attachments { if file.text contains "never there" { tag +found } } }
                test "it is read" { given file "\(path)" expect not tag found }
                """
            try rules.write(toFile: "\(directory)/\(name).rules", atomically: true, encoding: .utf8)
        }
        let configuration = directory + "/postroom.toml"
        try """
            [limits]
            tnef-octets = "\(24 * 1024 / Self.share)KB"
            decoded-text = "\(8 * 1024 / Self.share)KB"
            parts = \(10_000 / Self.share)
            """.write(toFile: configuration, atomically: true, encoding: .utf8)
        let idle = try await peak(directory, ["parse", "--config", configuration, small])
        let parsed = try await peak(directory, ["parse", "--config", configuration, large])
        #expect(parsed - idle < Self.most, "\(shape): parse took \((parsed - idle) >> 10) MB")
        let idleTest = try await peak(directory, ["test", "--config", configuration, "small.rules"])
        let tested = try await peak(directory, ["test", "--config", configuration, "large.rules"])
        #expect(tested - idleTest < Self.most, "\(shape): test took \((tested - idleTest) >> 10) MB")
    }
}
