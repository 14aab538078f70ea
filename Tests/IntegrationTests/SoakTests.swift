import Foundation
import Testing

/// The daemon under constant load. Twenty minutes of it: `POSTROOM_SOAK=20 contrib/test --filter SoakTests`.
@Suite("The daemon under load", .serialized, .enabled(if: ForwardRoute.isExpected, ForwardRoute.excuse))
struct SoakTests {
    /// Minutes; the suite takes half of one.
    private static let minutes = ProcessInfo.processInfo.environment["POSTROOM_SOAK"].flatMap(Double.init) ?? 0.5

    private struct Sample {
        let seconds: Double
        /// Resident, in kilobytes.
        let memory: Int
        let descriptors: Int
    }

    @Test("Mail comes without a pause, is filed and forwarded; memory and descriptors stay where they were, and the counts are exact")
    func constantLoad() async throws {
        try await ForwardRoute.with { route in
            let rules = """
                rule "on" { redirect "\(ForwardRoute.recipient)" copy }
                \(MixedMessage.rules)
                """
            let file = try route.write(further: "poll = \"5s\"\nforwards-per-hour = 1000000", rules: rules)
            var samples: [Sample] = []
            var delivered: [MixedMessage] = []
            try await RunningPostroom.with(file, in: route.scratch, level: "warning") { daemon in
                let began = ContinuousClock.now
                let end = began + .seconds(Self.minutes * 60)
                var round = 0
                while ContinuousClock.now < end {
                    let more = MixedMessage.messages(10, from: round * 10, seed: 91)
                    try route.dovecot.deliver(more, to: "ann")
                    delivered += more
                    round += 1
                    if round % 3 == 0 { daemon.process.signal(SIGUSR1) }
                    if round % 40 == 0 { daemon.process.signal(SIGHUP) }
                    try await Task.sleep(for: .milliseconds(1_000))
                    let (memory, descriptors) = (Self.memory(of: daemon), daemon.descriptors)
                    let seconds = Double((ContinuousClock.now - began).components.seconds)
                    samples.append(Sample(seconds: seconds, memory: memory, descriptors: descriptors))
                }
                daemon.process.signal(SIGUSR1)
                try await RunningPostroom.expectSoon(within: .seconds(120)) {
                    try route.kept().copies.count == delivered.count
                }
                try await RunningPostroom.expectSoon(within: .seconds(120)) { try await route.queue(file).isEmpty }
            }
            try route.kept().expect(exactly: delivered)
            try await route.expectArrivedOnce(delivered)
            try Self.expectFlat(samples)
        }
    }

    /// The last third of the time against the one before it; the first third fills caches.
    private static func expectFlat(_ samples: [Sample]) throws {
        let third = samples.count / 3
        let (before, behind) = (samples[third..<2 * third], samples[(2 * third)...])
        let memory = (median(before.map(\.memory)), median(behind.map(\.memory)))
        // A round opens as many folders as it has mail for; what leaks stays open between rounds as well.
        let idle = (before.map(\.descriptors).min() ?? 0, behind.map(\.descriptors).min() ?? 0)
        let descriptors = (median(before.map(\.descriptors)), median(behind.map(\.descriptors)))
        print(
            "soak: \(samples.count) samples; memory \(memory.0) KB, then \(memory.1) KB; descriptors \(descriptors.0), then \(descriptors.1), "
                + "between rounds \(idle.0), then \(idle.1)")
        #expect(memory.0 > 0)
        // A short run is still warming up.
        #expect(Double(memory.1) < Double(memory.0) * (minutes < 5 ? 1.5 : 1.1), "memory grows: \(memory.0) KB, then \(memory.1) KB")
        #expect(descriptors.1 <= descriptors.0 + 3, "descriptors grow: \(descriptors)")
        // The ledger may open one more connection for reading, of two descriptors, when readers meet.
        #expect(idle.1 <= idle.0 + 4, "descriptors stay open: \(idle)")
    }

    private static func median(_ values: [Int]) -> Int { values.isEmpty ? 0 : values.sorted()[values.count / 2] }

    private static func memory(of daemon: RunningPostroom) -> Int {
        let status = (try? String(contentsOfFile: "/proc/\(daemon.process.identifier)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        return Int(line.filter(\.isNumber)) ?? 0
    }
}
