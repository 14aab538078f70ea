import Foundation
import MailMessage
import RuleEngine
import RuleProgram
import Testing

@Suite struct ClockTests {
    typealias B = Build

    private func holds(_ field: Expression, _ constant: Constant, at now: String, zone: String = "UTC", date: String = "Mon, 2 Mar 2026 23:12:00 +0100")
        throws -> Bool
    {
        try holds(B.compare(field, .within(.constant(constant))), at: now, zone: zone, date: date)
    }

    private func holds(_ condition: Condition, at now: String, zone: String = "UTC", date: String = "Mon, 2 Mar 2026 23:12:00 +0100") throws -> Bool {
        let instant = try #require(ISO8601DateFormatter().date(from: now))
        let zone = try #require(TimeZone(identifier: zone))
        let plan = B.plan(
            B.program(B.rule("a", condition, B.tag("x"))), B.message("Date: \(date)\n\n"),
            B.context {
                $0.now = instant
                $0.timeZone = zone
            })
        return plan.tags == ["x"]
    }

    private func clock(_ hours: Int, _ minutes: Int = 0) -> ClockTime { ClockTime(minutes: hours * 60 + minutes) }

    @Test(arguments: [
        ("2026-03-02T21:59:59Z", false), ("2026-03-02T22:00:00Z", true), ("2026-03-02T23:59:59Z", true), ("2026-03-03T00:00:00Z", true),
        ("2026-03-03T05:59:59Z", true), ("2026-03-03T06:00:00Z", false), ("2026-03-03T12:00:00Z", false),
    ])
    func timesOfDayCrossMidnight(now: String, expected: Bool) throws {
        #expect(try holds(B.field(.now), .timeOfDay(from: clock(22), to: clock(6)), at: now) == expected)
    }

    @Test func timesOfDayAreReadInTheAccountsZone() throws {
        let evening = Constant.timeOfDay(from: clock(18), to: clock(19))
        #expect(try holds(B.field(.now), evening, at: "2026-07-01T16:30:00Z", zone: "Europe/Paris"))
        #expect(try !holds(B.field(.now), evening, at: "2026-07-01T18:30:00Z", zone: "Europe/Paris"))
        #expect(try holds(B.field(.date), .timeOfDay(from: clock(23), to: clock(23, 30)), at: "2026-07-01T16:30:00Z", zone: "Asia/Tokyo"))
    }

    @Test(arguments: [
        ("2026-07-31T21:59:59Z", false), ("2026-07-31T22:00:00Z", true), ("2026-08-15T21:59:59Z", true), ("2026-08-15T22:00:00Z", false),
    ])
    func aSpanHoldsBothWholeDays(now: String, expected: Bool) throws {
        let span = Constant.span(
            from: .day(CivilDay(year: 2026, month: 8, day: 1)), through: .day(CivilDay(year: 2026, month: 8, day: 15)))
        #expect(try holds(B.field(.now), span, at: now, zone: "Europe/Paris") == expected)
    }

    @Test func daysOfSummerTimeChangesAreWhole() throws {
        let day = Constant.day(CivilDay(year: 2026, month: 3, day: 29))
        #expect(try !holds(B.field(.now), day, at: "2026-03-28T22:59:59Z", zone: "Europe/Paris"))
        #expect(try holds(B.field(.now), day, at: "2026-03-28T23:00:00Z", zone: "Europe/Paris"))
        #expect(try holds(B.field(.now), day, at: "2026-03-29T21:59:59Z", zone: "Europe/Paris"))
        #expect(try !holds(B.field(.now), day, at: "2026-03-29T22:00:00Z", zone: "Europe/Paris"))
    }

    @Test func aDayIsAStretchInOrder() throws {
        let day = Expression.constant(.day(CivilDay(year: 2026, month: 3, day: 2)))
        func holds(_ order: Comparison.Order, _ now: String) throws -> Bool {
            try self.holds(B.compare(B.field(.now), .ordered(order, day)), at: now)
        }
        #expect(try holds(.less, "2026-03-01T23:59:59Z"))
        #expect(try !holds(.less, "2026-03-02T00:00:00Z"))
        #expect(try holds(.lessOrEqual, "2026-03-02T23:59:59Z"))
        #expect(try !holds(.lessOrEqual, "2026-03-03T00:00:00Z"))
        #expect(try holds(.greater, "2026-03-03T00:00:00Z"))
        #expect(try !holds(.greater, "2026-03-02T12:00:00Z"))
        #expect(try holds(.greaterOrEqual, "2026-03-02T00:00:00Z"))
    }

    @Test func ageIsNeverNegative() throws {
        func older(_ seconds: Int, _ now: String) throws -> Bool {
            try holds(B.compare(B.field(.date, .age), .ordered(.greater, .constant(.duration(seconds)))), at: now)
        }
        #expect(try older(7 * 86_400, "2026-03-09T22:12:01Z"))
        #expect(try !older(7 * 86_400, "2026-03-09T22:12:00Z"))
        #expect(try !older(0, "2020-01-01T00:00:00Z"))
    }

    @Test func instantsCompareAcrossZones() throws {
        let instant = Expression.constant(.instant(1_772_489_520))  // 2026-03-02T22:12:00Z
        #expect(try holds(B.compare(B.field(.date), .equals(instant)), at: "2026-03-09T00:00:00Z", zone: "Asia/Tokyo"))
    }

    @Test func receivedIsTheRetrievalsWithoutAField() {
        let plan = B.plan(
            B.program(B.rule("a", B.compare(B.field(.received, .year), .equals(.constant(.number(2026)))), B.tag("x"))), B.message("A: 1\n\n"),
            B.context { $0.retrieved = Build.now })
        #expect(plan.tags == ["x"])
        #expect(B.outcome(.exists(B.field(.received), B.span("e")), B.message("A: 1\n\n")) == "no")
    }
}
