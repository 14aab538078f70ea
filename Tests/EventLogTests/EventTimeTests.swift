import Testing

@testable import EventLog

@Suite("Event time")
struct EventTimeTests {
    @Test func `universal time has milliseconds and a Z`() {
        #expect(EventTime.universal(0) == "1970-01-01T00:00:00.000Z")
        #expect(EventTime.universal(1_795_473_611_052_999_999) == "2026-11-23T22:40:11.052Z")
        #expect(EventTime.universal(951_782_400_000_000_000) == "2000-02-29T00:00:00.000Z")
    }

    @Test func `the system's time is after this was written`() {
        #expect(EventTime.now() > 1_760_000_000_000_000_000)
    }
}
