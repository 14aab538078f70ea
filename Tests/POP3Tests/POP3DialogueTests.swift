import Testing

@testable import POP3

/// The events of a dialogue as a transcript: one line each.
private func transcript(
    _ expectations: [POP3Dialogue.Expectation], _ pieces: [[UInt8]], lineLimit: Int = 512
) -> [String] {
    var dialogue = POP3Dialogue(lineLimit: lineLimit)
    for expectation in expectations { dialogue.expect(expectation) }
    var lines: [String] = []
    var body = ""
    for piece in pieces {
        do {
            try piece.withUnsafeBytes { octets in
                var offset = 0
                while true {
                    let text = { String(decoding: dialogue.text, as: UTF8.self) }
                    switch try dialogue.next(in: octets, from: &offset) {
                    case .ok: lines.append("ok \(text())")
                    case .refused: lines.append("refused \(text())")
                    case .challenge: lines.append("challenge \(text())")
                    case .body(let range): body += String(decoding: octets[range], as: UTF8.self)
                    case .bodyCarriageReturn: body += "\r"
                    case .end:
                        lines.append("body \(body.debugDescription)")
                        body = ""
                    case .needsInput: return
                    }
                }
            }
        } catch {
            return lines + ["error \(error)"]
        }
    }
    return lines + (dialogue.outstanding > 0 ? ["\(dialogue.outstanding) to come"] : [])
}

private func transcript(_ expectations: [POP3Dialogue.Expectation], _ text: String, lineLimit: Int = 512) -> [String] {
    transcript(expectations, [Array(text.utf8)], lineLimit: lineLimit)
}

@Suite("The dialogue's framing")
struct POP3DialogueTests {
    private let auth = POP3Dialogue.Expectation("AUTH", allowsChallenge: true)

    @Test("Replies come in the order of the commands")
    func order() {
        #expect(
            transcript([.greeting, .retrieve, .retrieve, .delete], "+OK hi\r\n+OK\r\na\r\n..b\r\n.\r\n-ERR no such\r\n+OK gone\r\n")
                == ["ok hi", "ok ", "body \"a\\r\\n.b\\r\\n\"", "refused no such", "ok gone"])
    }

    @Test("However it is cut, the transcript is the same")
    func everySplit() {
        let stream = Array("+OK hi\r\n+OK 3 octets\r\na\r\n..b\r\n.\r\n-ERR [SYS/TEMP] no\r\n+ YWJj\r\n+OK\r\n".utf8)
        let expectations: [POP3Dialogue.Expectation] = [.greeting, .retrieve, .retrieve, auth, .noop]
        let whole = transcript(expectations, [stream])
        #expect(whole.count == 6)
        for cut in 0...stream.count { #expect(transcript(expectations, [Array(stream[..<cut]), Array(stream[cut...])]) == whole) }
        #expect(transcript(expectations, stream.map { [$0] }) == whole)
    }

    @Test("Cut short anywhere, replies are still to come and nothing crashes")
    func truncation() {
        let stream = Array("+OK hi\r\n+OK\r\na\r\n.\r\n+OK\r\n".utf8)
        for count in 0..<stream.count {
            #expect(transcript([.greeting, .retrieve, .noop], [Array(stream.prefix(count))]).last?.hasSuffix("to come") == true)
        }
    }

    @Test(
        "What is no reply breaks the dialogue",
        arguments: ["OK\r\n", "+OKAY\r\n", "-ERROR\r\n", "\r\n", "* OK\r\n", "+ok\r\n", "Connection is closed. 21\r\n", " +OK\r\n", "+ YWJj\r\n", "\0\r\n"])
    func malformed(_ line: String) {
        #expect(transcript([.noop], line).first?.hasPrefix("error the server's answers make no sense") == true)
    }

    @Test("Octets that nobody asked for break the dialogue")
    func unsolicited() {
        #expect(transcript([.noop], "+OK\r\n+OK again\r\n").last?.contains("nothing was asked") == true)
        #expect(transcript([.retrieve], "+OK\r\na\r\n.\r\nleft over\r\n").last?.contains("left over") == true)
    }

    @Test("The second line of an error is not the next reply, and the first tells why")
    func twoLineError() {
        let lines = transcript([.retrieve, .retrieve], "-ERR Server Unavailable.\r\nConnection is closed. 21\r\n")
        #expect(lines.first == "refused Server Unavailable.")
        #expect(lines.last?.contains("after the refusal \"Server Unavailable.\"") == true)
    }

    @Test("Status lines are bounded, in one piece or dribbled")
    func bounded() {
        let line = "+OK " + String(repeating: "x", count: 600)
        #expect(transcript([.noop], line + "\r\n") == ["error the server sent a line longer than POP3 allows"])
        #expect(transcript([.noop], Array(line.utf8).map { [$0] }) == ["error the server sent a line longer than POP3 allows"])
        #expect(transcript([.noop], "+OK " + String(repeating: "x", count: 508) + "\r\n").first?.hasPrefix("ok") == true)
    }

    @Test("Control characters of a server are shown escaped")
    func escaped() {
        #expect(transcript([.noop], "\u{1B}]0;x\u{7}\r\n").first?.contains("\\x1B]0;x\\x07") == true)
    }

    @Test("Random pieces of the protocol do no harm, and mean the same however they are cut")
    func random() {
        let words = ["+OK", "-ERR", "+", " ", "\r\n", "\r\n", "\r\n.\r\n", ".", "\r", "\n", "x", "\0", "[AUTH]"].map { Array($0.utf8) }
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<3000 {
            let stream = (0..<Int.random(in: 0...16, using: &generator)).flatMap { _ in words.randomElement(using: &generator) ?? [] }
            let expectations: [POP3Dialogue.Expectation] = [.noop, .retrieve, auth, .retrieve]
            let cut = Int.random(in: 0...stream.count, using: &generator)
            // What an error quotes is what has come of the line, so its words may differ.
            func essence(_ lines: [String]) -> [String] { lines.map { $0.hasPrefix("error") ? "error" : $0 } }
            let whole = essence(transcript(expectations, [stream]))
            let inTwo = essence(transcript(expectations, [Array(stream[..<cut]), Array(stream[cut...])]))
            if whole != inTwo { Issue.record("\(stream) cut at \(cut): \(whole), \(inTwo)") }
        }
    }

    @Test("An error stays")
    func stays() throws {
        var dialogue = POP3Dialogue(lineLimit: 512)
        dialogue.expect(.noop)
        for text in ["junk\r\n", "+OK\r\n"] {
            #expect(throws: POP3Error.self) {
                try Array(text.utf8).withUnsafeBytes { octets in
                    var offset = 0
                    _ = try dialogue.next(in: octets, from: &offset)
                }
            }
        }
    }
}

@Suite("Commands in flight")
struct POP3PipelineTests {
    @Test("One by one, the next command goes only behind an answer")
    func oneByOne() {
        var pipeline = POP3Pipeline("RETR", .retrieve, numbers: [3, 5], window: 1, fence: .noop)
        var sent: [String] = []
        while !pipeline.isDone {
            sent.append(pipeline.commands().lines)
            #expect(pipeline.commands().lines == "")
            pipeline.answered()
        }
        #expect(sent == ["RETR 3\r\n", "RETR 5\r\n", "NOOP\r\n"])
    }

    @Test("In flight are never more than the window or 4 KB, and every command goes once", arguments: [2, 3, 200, 100_000])
    func bounded(_ window: Int) {
        let numbers = Array(1_000_000..<1_003_000)
        var pipeline = POP3Pipeline("DELE", .delete, numbers: numbers, window: window)
        var waiting: [Int] = []
        var sent = 0
        while !pipeline.isDone {
            let (lines, expectations) = pipeline.commands()
            waiting += lines.split(separator: "\r\n").map { $0.utf8.count + 2 }
            sent += expectations.count
            #expect(waiting.count <= window && !waiting.isEmpty)
            #expect(waiting.reduce(0, +) < 4096)
            waiting.removeFirst()
            pipeline.answered()
        }
        #expect(sent == numbers.count)
    }

    @Test("Nothing to do is done at once")
    func empty() {
        var pipeline = POP3Pipeline("RETR", .retrieve, numbers: [], window: 10, fence: .noop)
        #expect(pipeline.isDone)
        #expect(pipeline.commands().lines == "")
    }
}
