import Foundation
import Testing

/// A message of 100 MB, whatever it is made of, takes less than 64 MB of memory more than one of a few octets.
@Suite(.serialized) struct ReadingMemoryTests {
    enum Shape: String, CaseIterable {
        case attachment, line, header, field, parts

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
            case .parts: (multipart, "--b\r\nContent-Type: text/plain\r\nX: " + String(repeating: "v", count: 60) + "\r\n\r\nx\r\n", "--b--\r\n")
            }
        }

        /// Writes a message of this shape and about this size.
        fileprivate func write(to path: String, octets: Int) throws {
            let (head, piece, tail) = pieces
            _ = FileManager.default.createFile(atPath: path, contents: nil)
            let file = try #require(FileHandle(forWritingAtPath: path))
            defer { try? file.close() }
            try file.write(contentsOf: Data(head.utf8))
            let block = Data(String(repeating: piece, count: max(1, (1 << 20) / piece.utf8.count)).utf8)
            for _ in 0..<(octets / block.count) { try file.write(contentsOf: block) }
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
    func `reading a message of 100 MB stays within 64 MB`(_ shape: Shape) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("memory-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let (small, large) = (directory + "/small.eml", directory + "/large.eml")
        try shape.write(to: small, octets: 0)
        try shape.write(to: large, octets: 100 << 20)
        for (path, name) in [(small, "small"), (large, "large")] {
            let rules = """
                rule "asks" { when body contains "never there" or attachments.size > 1GB or truncated.reason is "never" or bounce tag +found }
                test "it is read" { given file "\(path)" expect not tag found }
                """
            try rules.write(toFile: "\(directory)/\(name).rules", atomically: true, encoding: .utf8)
        }
        let idle = try await peak(directory, ["parse", small])
        let parsed = try await peak(directory, ["parse", large])
        #expect(parsed - idle < 64 << 10, "\(shape): parse took \((parsed - idle) >> 10) MB")
        let idleTest = try await peak(directory, ["test", "small.rules"])
        let tested = try await peak(directory, ["test", "large.rules"])
        #expect(tested - idleTest < 64 << 10, "\(shape): test took \((tested - idleTest) >> 10) MB")
    }
}
