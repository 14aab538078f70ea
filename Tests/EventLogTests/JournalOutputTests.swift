import Glibc
import Logging
import Testing

@testable import EventLog

@Suite("Journal")
struct JournalOutputTests {
    private let journal: JournalReceiver
    private let sink: LogSink

    init() throws {
        journal = try JournalReceiver()
        sink = try LogSink()
    }

    private func logger(_ path: String? = nil, limits: LogLimits = LogLimits()) -> Logger {
        EventLog.make(
            format: .journald, level: .trace, environment: [:], descriptor: sink.descriptor, journal: path ?? journal.path, limits: limits)
    }

    @Test func `an entry is as the protocol wants it, octet by octet`() {
        logger().info("retrieved 3 messages", metadata: ["account": "work", "decision": "12", "rule-name": "lists"])
        #expect(journal.octets().map { String(decoding: $0, as: UTF8.self) } == """
            PRIORITY=6
            SYSLOG_IDENTIFIER=postroom
            MESSAGE=work: retrieved 3 messages  decision=12 rule-name="lists"
            POSTROOM_ACCOUNT=work
            POSTROOM_DECISION=12
            POSTROOM_RULE_NAME=lists

            """)
        #expect(sink.octets.isEmpty)
    }

    @Test func `a value of several lines has its length in front`() {
        logger().info("m", metadata: ["text": "one\nPRIORITY=0\n"])
        let start = "PRIORITY=6\nSYSLOG_IDENTIFIER=postroom\nMESSAGE=m  text=\"one / PRIORITY=0\"\nPOSTROOM_TEXT\n"
        #expect(journal.octets() == Array(start.utf8) + [15, 0, 0, 0, 0, 0, 0, 0] + Array("one\nPRIORITY=0\n\n".utf8))
    }

    @Test func `levels are syslog's`() {
        for level in Logger.Level.allCases { logger().log(level: level, "x") }
        let priorities = Logger.Level.allCases.map { _ in journal.entry()?.first?.value }
        #expect(priorities == ["7", "7", "6", "5", "4", "3", "2"])
    }

    @Test func `every hostile text makes one well-formed entry`() throws {
        let logger = logger()
        for text in HostileTexts.all {
            logger.info("\(text)", metadata: ["account": "\(text)", "decision": "\(text)", "value": "\(text)", "\(text)": "x"])
            let entry = try #require(journal.entry())
            #expect(entry.map(\.name).prefix(5) == ["PRIORITY", "SYSLOG_IDENTIFIER", "MESSAGE", "POSTROOM_ACCOUNT", "POSTROOM_DECISION"])
            #expect(entry.count == 7)
            #expect(entry[0].value == "6")
            #expect(!entry[2].value.contains("\n"))
            #expect(entry.allSatisfy { !$0.value.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" } })
        }
        #expect(journal.entry() == nil)
        #expect(sink.octets.isEmpty)
    }

    @Test func `an entry that is too large goes without its fields`() throws {
        var limits = LogLimits()
        limits.value = 1 << 18
        limits.fields = 4
        let long = String(repeating: "a", count: 1 << 18)
        logger(limits: limits).info("m", metadata: ["decision": "12", "a": "\(long)", "b": "\(long)"])
        let entry = try #require(journal.entry())
        #expect(entry.map(\.name) == ["PRIORITY", "SYSLOG_IDENTIFIER", "MESSAGE", "POSTROOM_DECISION"])
        #expect(entry[2].value == "m  decision=12")
    }

    @Test func `without a journal the lines go to standard error with their priorities`() {
        for path in ["/nonexistent/socket", "/" + String(repeating: "x", count: 300)] {
            var logger = logger(path)
            logger[metadataKey: "account"] = "work"
            logger.error("can't sign in\nat all", metadata: ["decision": "12"])
        }
        #expect(sink.lines == [String](repeating: "<3>work: can't sign in / at all  decision=12", count: 2))
    }

    @Test func `a journal that reads nothing does not hold anybody up`() {
        let logger = logger()
        for number in 0..<2000 { logger.info("\(number)") }
        var count = 0
        while journal.octets() != nil { count += 1 }
        #expect(count > 0)
        #expect(count + sink.lines.count == 2000)
        logger.info("again")
        #expect(journal.entry()?[2].value == "again")
    }

    @Test func `auto is the journal only where standard error leads to it`() throws {
        var status = stat()
        try #require(fstat(sink.descriptor, &status) == 0)
        let stream = "\(status.st_dev):\(status.st_ino)"
        func format(_ environment: [String: String]) -> LogFormat {
            LogFormat.auto.resolved(environment: environment, descriptor: sink.descriptor)
        }
        #expect(format(["JOURNAL_STREAM": stream]) == .journald)
        for other in ["", ":", "1:2", stream + ":", stream + "0", "x:y", "\(status.st_dev)", "-1:-1"] {
            #expect(format(["JOURNAL_STREAM": other]) == .human)
        }
        #expect(format([:]) == .human)
        #expect(LogFormat.json.resolved(environment: ["JOURNAL_STREAM": stream], descriptor: sink.descriptor) == .json)
        #expect(LogFormat.auto.resolved(environment: ["JOURNAL_STREAM": stream], descriptor: -1) == .human)

        EventLog.make(
            format: .auto, level: .info, environment: ["JOURNAL_STREAM": stream], descriptor: sink.descriptor, journal: journal.path
        ).info("m")
        #expect(journal.entry()?[2].value == "m")
    }
}
