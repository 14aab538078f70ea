import Foundation
import Logging
import Testing

@testable import EventLog

@Suite("JSON form")
struct JSONFormTests {
    private let sink: LogSink

    init() throws {
        sink = try LogSink()
    }

    private func logger() -> Logger {
        EventLog.make(format: .json, level: .trace, environment: [:], descriptor: sink.descriptor) { 1_795_473_611_052_000_000 }
    }

    @Test func `an event is one object, its members in order`() {
        logger().notice("moved", metadata: ["rule": "lists", "decision": "12", "account": "work", "b": "1", "a": ["x", "y"]])
        #expect(sink.lines == [
            #"{"time":"2026-11-23T22:40:11.052Z","level":"notice","message":"moved","account":"work","decision":12,"#
                + #""a":"[\"x\", \"y\"]","b":"1","rule":"lists"}"#
        ])
    }

    @Test(arguments: [
        ("12", "12"), ("0", "0"), ("007", "\"007\""), ("-1", "\"-1\""), ("1e9", "\"1e9\""), ("", "\"\""), ("٣", "\"٣\""),
        ("1234567890123456", "\"1234567890123456\""),
    ])
    func `a decision is a number where it is a plain one`(_ decision: String, _ shown: String) {
        logger().info("m", metadata: ["decision": "\(decision)"])
        #expect(sink.text.hasSuffix(",\"decision\":\(shown)}\n"))
    }

    @Test func `metadata can't take the place of what is ours`() throws {
        logger().info("m", metadata: ["time": "t", "level": "l", "message": "x"])
        let object = try object(#require(sink.lines.first))
        #expect(object["time"] as? String == "2026-11-23T22:40:11.052Z")
        #expect(object["level"] as? String == "info")
        #expect(object["message"] as? String == "m")
        #expect(object["metadata.time"] as? String == "t")
    }

    @Test func `whatever the values, each line is valid JSON and printable`() throws {
        let logger = logger()
        for text in HostileTexts.all {
            logger.info("\(text)", metadata: ["account": "\(text)", "decision": "\(text)", "value": "\(text)", "\(text)": "x"])
        }
        let lines = sink.lines
        #expect(lines.count == HostileTexts.all.count)
        for (text, line) in zip(HostileTexts.all, lines) {
            let object = try object(line)
            let limits = LogLimits()
            // By scalars: what is cut inside a character is no prefix of the text's characters.
            let cut = text.unicodeScalars.count > limits.value
            let value = try #require(object["value"] as? String)
            let kept = value.unicodeScalars.dropLast(cut ? 1 : 0)
            #expect(kept.elementsEqual(text.unicodeScalars.prefix(limits.value)))
            #expect(!cut || value.unicodeScalars.last == "…")
            let controls = line.unicodeScalars.contains {
                switch $0.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator: true
                default: false
                }
            }
            #expect(!controls)
        }
    }

    private func object(_ line: String) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
}
