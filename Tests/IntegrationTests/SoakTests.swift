import Foundation
import Testing

/// The daemon under constant load, in bad weather. Twenty minutes of it: `POSTROOM_SOAK=20 contrib/test --filter SoakTests`.
@Suite("The daemon under load", .serialized, .enabled(if: ForwardRoute.isExpected, ForwardRoute.excuse))
struct SoakTests {
    /// The suite takes two.
    private static let minutes = ProcessInfo.processInfo.environment["POSTROOM_SOAK"].flatMap(Double.init) ?? 2
    /// `POSTROOM_SOAK_SEED` gives the weather of an earlier run again.
    private static let seed =
        ProcessInfo.processInfo.environment["POSTROOM_SOAK_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1...999_999)

    @Test("Three accounts, lines cut, servers gone, kill -9: each message is where it belongs once, memory and descriptors stay where they were")
    func constantLoad() async throws {
        try await SoakScene.with { scene in
            let whole = Duration.seconds(Self.minutes * 60)
            var (rounds, weather) = try await Self.underKills(scene, for: whole / 4)
            let samples = try await Self.oneLife(scene, &weather, &rounds, for: whole * 3 / 4)

            let table = SoakTable(
                minutes: Self.minutes, seed: Self.seed, counts: try await Self.count(scene, rounds: rounds), weather: weather,
                pop3Cuts: scene.doors.values.reduce(0) { $0 + $1.cuts }, smtpCuts: scene.relayDoor.cuts,
                memory: .init(samples) { SoakSample.median($0.map(\.memory)) },
                descriptors: .init(samples) { SoakSample.median($0.map(\.descriptors)) },
                idleDescriptors: .init(samples) { $0.map(\.descriptors).min() ?? 0 })
            print(table.text)
            Self.judge(table)
        }
    }

    // MARK: - Load

    /// One second's mail.
    private static func deliver(_ round: Int, _ scene: SoakScene) throws {
        for (account, share) in SoakScene.load {
            try scene.dovecot.deliver(SoakScene.messages(share, from: round * share, of: account), to: account)
        }
    }

    /// Mail each second, for as long as that; something befalls the lines every few seconds.
    ///
    /// - Parameter each: Called each second, with the number of the round.
    private static func load(
        _ scene: SoakScene, _ weather: inout SoakWeather, from first: Int, for time: Duration, each: (Int) throws -> Void
    ) async throws -> Int {
        let end = ContinuousClock.now + time
        // By itself: mail comes while a server is away, too.
        async let struck = { [weather] in
            var weather = weather
            while case let next = ContinuousClock.now + weather.pause(1...6), next < end {
                try await Task.sleep(until: next)
                try await weather.strike(scene)
            }
            return weather
        }()
        var (round, next) = (first, ContinuousClock.now)
        while ContinuousClock.now < end {
            try deliver(round, scene)
            round += 1
            try each(round)
            next = max(next + .seconds(1), .now)
            try await Task.sleep(until: next)
        }
        weather = try await struck
        return round
    }

    /// Short lives of the daemon, one behind the other. Returns how many seconds' mail there is, and what has befallen it.
    private static func underKills(_ scene: SoakScene, for time: Duration) async throws -> (rounds: Int, weather: SoakWeather) {
        async let loaded = {
            var weather = SoakWeather(seed: seed)
            let rounds = try await load(scene, &weather, from: 0, for: time) { _ in }
            return (rounds, weather)
        }()
        // Drawn by themselves: when lines are cut and when the daemon ends is not to depend on each other.
        var lives = SoakWeather(seed: seed &+ 1)
        let end = ContinuousClock.now + time
        while ContinuousClock.now < end { try await lives.shortLife(scene) }
        var (rounds, weather) = try await loaded
        weather.add(lives)
        return (rounds, weather)
    }

    /// A life whose memory and descriptors are looked at each second.
    private static func oneLife(
        _ scene: SoakScene, _ weather: inout SoakWeather, _ rounds: inout Int, for time: Duration
    ) async throws -> [SoakSample] {
        try await RunningPostroom.with(scene.file, in: scene.scratch, level: "error") { daemon in
            var samples: [SoakSample] = []
            rounds = try await load(scene, &weather, from: rounds, for: time) { round in
                samples.append(SoakSample(of: daemon))
                if round % 3 == 0 { daemon.process.signal(SIGUSR1) }
                if round % 40 == 0 { daemon.process.signal(SIGHUP) }
            }
            try await scene.settle()
            return samples
        }
    }

    // MARK: - The count

    private static func count(_ scene: SoakScene, rounds: Int) async throws -> [SoakCount] {
        let sent = SoakScene.load.reduce(into: [String: [MixedMessage]]()) { sent, entry in
            let (account, share) = entry
            sent[account] = (0..<rounds).flatMap { SoakScene.messages(share, from: $0 * share, of: account) }
        }
        func place(_ account: String) -> String { PostroomConfiguration.mail(of: account, in: scene.scratch) }
        let ann = try DeliveredMail(in: place("ann"), layout: .directories)
        let bo = try DeliveredMbox(in: place("bo"))
        let kept = try DeliveredMail(in: place("cy"), layout: .directories)
        #expect(kept.copies.isEmpty, "forwards were given up")
        #expect(scene.dovecot.remaining(for: "ann") == 0)
        #expect(scene.dovecot.remaining(for: "bo") == sent["bo"]?.count)
        #expect(scene.dovecot.remaining(for: "cy") == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(scene.scratch.path)/state/spool").isEmpty)
        return [
            SoakCount("ann", "delete, Maildir", sent["ann"] ?? [], copies: ann.copies, leftovers: ann.leftovers.count),
            SoakCount("bo", "keep, mbox", sent["bo"] ?? [], copies: bo.copies, leftovers: bo.locks.count),
            SoakCount("cy", "delete, forward", sent["cy"] ?? [], arrivals: try await scene.postfix.settledMail()),
        ]
    }

    private static func judge(_ table: SoakTable) {
        for count in table.counts {
            #expect(count.lost == 0 && count.twice == 0 && count.wrong == 0, "\(table.text)")
            #expect(count.doubled <= table.doubts, "\(table.text)")
        }
        #expect(table.weather.kills >= 3 && table.pop3Cuts >= 3, "the weather was too fine to tell: \(table.text)")
        #expect(table.memory.behind > 0)
        // A short run is still warming up.
        #expect(Double(table.memory.behind) < Double(table.memory.before) * (minutes < 5 ? 1.5 : 1.1), "memory grows: \(table.text)")
        #expect(table.descriptors.behind <= table.descriptors.before + 3, "descriptors grow: \(table.text)")
        // The ledger may open one more connection for reading, of two descriptors, when readers meet; what leaks stays open between rounds.
        #expect(table.idleDescriptors.behind <= table.idleDescriptors.before + 4, "descriptors stay open: \(table.text)")
    }
}
