import Glibc
import Logging
import Testing

@testable import EventLog

@Suite("Human form")
struct HumanFormTests {
    private let sink: LogSink

    init() throws {
        sink = try LogSink()
    }

    private func logger(_ level: Logger.Level = .trace, limits: LogLimits = LogLimits()) -> Logger {
        EventLog.make(format: .human, level: level, environment: [:], descriptor: sink.descriptor, limits: limits) {
            1_795_473_611_052_000_000
        }
    }

    /// The lines, the time of each checked and taken away.
    private var lines: [String] {
        let time = EventTime.local(1_795_473_611_052_000_000) + " "
        return sink.lines.map { line in
            #expect(line.hasPrefix(time))
            return String(line.dropFirst(time.count))
        }
    }

    @Test func `an event is one line: account, message, decision, then the rest by name`() {
        var logger = logger()
        logger[metadataKey: "account"] = "work"
        logger.info("retrieved 3 messages", metadata: ["rule": "lists", "decision": "12", "folder": "Lists/swift"])
        #expect(lines == [#"info  work: retrieved 3 messages  decision=12 folder="Lists/swift" rule="lists""#])
    }

    @Test func `the time is year to second`() {
        let time = Array(EventTime.local(0).utf8)
        #expect(time.count == "1970-01-01 00:00:00".utf8.count)
        #expect([4, 7, 10, 13, 16].map { time[$0] } == Array("-- ::".utf8))
    }

    @Test func `each level has five columns, and lesser ones are left out`() {
        for level in Logger.Level.allCases { logger().log(level: level, "x") }
        #expect(lines == ["trace x", "debug x", "info  x", "note  x", "warn  x", "error x", "crit  x"])
        logger(.warning).info("y")
        #expect(lines.count == 7)
    }

    @Test func `values are quoted, and can't pretend to be other fields`() {
        logger().info("m", metadata: [
            "a": "x\\", "b": "\" decision=13 \"", "c": "00012", "d": "", "e": "-1", "f x=\"": "\u{1B}[2J\u{202E}",
        ])
        #expect(lines == [#"info  m  a="x\\" b="\" decision=13 \"" c=00012 d="" e="-1" f_x__="\x1B[2J\u{202E}""#])
    }

    @Test func `message and account stay on the line`() {
        var logger = logger()
        logger[metadataKey: "account"] = "a\nb"
        logger.error("one\r\ntwo\u{9B}31m\u{0}")
        #expect(lines == [#"error a / b: one / two\x9B31m\x00"#])
    }

    @Test func `what is long is cut, and what are many are left out`() {
        var limits = LogLimits()
        limits.message = 10
        limits.value = 5
        limits.fields = 2
        logger(limits: limits).info("0123456789abcdef", metadata: ["c": "x", "b": "12345678901234567890123", "a": "\"\"\"\"\"\"\"\""])
        #expect(lines == [#"info  0123456789…  a="\"\"\…" b="12345…""#])
    }

    @Test func `an error is a field`() {
        struct Broken: Error, CustomStringConvertible { var description: String { "it broke\n" } }
        logger().error("can't go on", error: Broken())
        #expect(lines == [#"error can't go on  error="it broke""#])
    }

    @Test func `a secret shows as it describes itself, in lists and dictionaries too`() {
        struct Hidden: CustomStringConvertible, Sendable {
            let value = "hunter2"
            var description: String { "<secret>" }
        }
        logger().info("m", metadata: [
            "a": .stringConvertible(Hidden()), "b": .array([.stringConvertible(Hidden())]),
            "c": .dictionary(["d": .stringConvertible(Hidden())]),
        ])
        #expect(!sink.text.contains("hunter2"))
        #expect(sink.text.contains(#"a="<secret>""#))
    }

    @Test func `every hostile text makes one line without controls`() {
        let logger = logger()
        for text in HostileTexts.all {
            logger.info("\(text)", metadata: ["account": "\(text)", "decision": "\(text)", "value": "\(text)", "\(text)": "x"])
        }
        #expect(sink.octets.filter { $0 == 0x0A }.count == HostileTexts.all.count)
        let strange = sink.text.unicodeScalars.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: scalar != "\n"
            default: false
            }
        }
        #expect(strange.isEmpty)
        #expect(sink.lines.allSatisfy { $0.utf8.count < 64 << 10 })
    }

    @Test func `a terminal has colour, unless it is not welcome`() throws {
        let main = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        try #require(main >= 0)
        defer { close(main) }
        // TIOCSPTLCK and TIOCGPTN of ioctl_tty(2), which Glibc's module leaves out.
        var locked: Int32 = 0
        var number: Int32 = -1
        try #require(ioctl(main, 0x4004_5431, &locked) == 0 && ioctl(main, 0x8004_5430, &number) == 0)
        let name = "/dev/pts/\(number)"
        let terminal = open(name, O_RDWR | O_NOCTTY)
        try #require(terminal >= 0)
        defer { close(terminal) }

        func shown(_ environment: [String: String]) -> String {
            let logger = EventLog.make(format: .human, level: .info, environment: environment, descriptor: terminal)
            logger.warning("careful", metadata: ["rule": "x"])
            var octets = [UInt8](repeating: 0, count: 4096)
            let count = read(main, &octets, octets.count)
            return String(decoding: octets.prefix(max(0, count)), as: UTF8.self)
        }
        #expect(shown(["TERM": "xterm"]).contains("\u{1B}[33mwarn \u{1B}[0m careful  \u{1B}[2mrule=\"x\"\u{1B}[0m"))
        #expect(shown(["TERM": "xterm", "NO_COLOR": ""]).contains("\u{1B}["))
        #expect(!shown(["TERM": "xterm", "NO_COLOR": "1"]).contains("\u{1B}"))
        #expect(!shown(["TERM": "dumb"]).contains("\u{1B}"))
    }
}
