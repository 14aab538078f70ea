import Store
import Testing

@testable import Agent

@Suite struct HeaderIntakeTests {
    private func read(_ text: String, step: Int, limit: Int = 1 << 20) async throws -> String? {
        var intake = HeaderIntake(limit: limit, progress: { _ in })
        let octets = Array(text.utf8)
        try intake.begin(1)
        for start in stride(from: 0, to: octets.count, by: step) {
            try octets[start..<min(start + step, octets.count)].withUnsafeBytes { try intake.append($0) }
        }
        try await intake.finish(1)
        return intake.headers.first?.header.messageID
    }

    @Test func aHeaderEndsAtTheFirstEmptyLineHoweverItIsCut() async throws {
        let text = "Subject: x\r\nMessage-ID: <a@b>\r\n\r\nMessage-ID: <c@d>\r\n"
        let id = try await read(text, step: text.utf8.count)
        #expect(id?.contains("a@b") == true)
        for step in 1...text.utf8.count { #expect(try await read(text, step: step) == id) }
        for step in 1...5 {
            #expect(try await read("\r\nMessage-ID: <a@b>\r\n", step: step) == nil)
            #expect(try await read("\nMessage-ID: <a@b>\n", step: step) == nil)
            #expect(try await read("Message-ID: <a@b>\n\nMessage-ID: <c@d>", step: step) == id)
            #expect(try await read("Message-ID: <a@b>", step: step) == id)
            #expect(try await read("", step: step) == nil)
        }
    }

    @Test func whatComesBehindTheLimitIsNotKept() async throws {
        let text = "X: " + String(repeating: "x", count: 100) + "\r\nMessage-ID: <a@b>\r\n\r\n"
        for step in [1, 7, 50, 200] {
            #expect(try await read(text, step: step, limit: 50) == nil)
            #expect(try await read(text, step: step, limit: 200) != nil)
        }
    }
}
