import Agent
import POP3
import Store
import Testing

/// Two messages with the same octets are two messages.
@Suite struct EqualMessageTests {
    private func twin(_ uidl: String) -> POP3Mailbox.Message { AgentFixture.message("twin", uidl: uidl) }

    @Test func oneThatWasDeletedIsNotTakenForTheOther() async throws {
        let fixture = try await AgentFixture(messages: [twin("a")])
        #expect(try await fixture.round(rules: "", after: "delete").run()[0].retrieved == 1)
        // The power went between the server's answer to QUIT and the ledger.
        let store = try Store(directory: fixture.directory + "/state")
        let account = try #require(try await store.accountID(named: "work"))
        let row = try #require(try await store.reduceLedger(account: account, into: nil) { $0 = $1.id })
        try await store.write { try $0.serverCopy([row], .deleteDue) }
        _ = consume store

        try await fixture.restartServer(with: [twin("b")])
        #expect(try await fixture.round(rules: "", after: "delete").run()[0].retrieved == 1)
        #expect(fixture.subjects(in: "INBOX") == ["twin", "twin"])
        // And it is not fetched again under whatever name.
        #expect(try await fixture.round(rules: "", after: "delete").run()[0].retrieved == 0)
        await fixture.stop()
    }

    @Test func twoOnOneServerAreBothHere() async throws {
        let fixture = try await AgentFixture(messages: [twin("a"), twin("b")])
        #expect(try await fixture.round(rules: "", after: "delete").run()[0].retrieved == 2)
        #expect(fixture.subjects(in: "INBOX") == ["twin", "twin"])
        await fixture.stop()
    }
}
