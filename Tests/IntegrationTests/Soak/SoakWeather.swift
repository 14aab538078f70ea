import Foundation

/// What befalls the lines and servers of a soak, drawn from a seed.
struct SoakWeather {
    private enum Event { case pop3Line, smtpLine, dovecotAway, postfixAway }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private var random: SplitMix64
    private(set) var dovecotStops = 0
    private(set) var postfixStops = 0
    private(set) var kills = 0

    init(seed: UInt64) { random = SplitMix64(state: seed) }

    /// A time drawn from a range, in seconds.
    mutating func pause(_ range: ClosedRange<Double>) -> Duration { .seconds(Double.random(in: range, using: &random)) }

    /// Has one thing happen, and waits until servers that went are back.
    mutating func strike(_ scene: SoakScene) async throws {
        // Lines are cut more often than servers go.
        let events: [Event] = [.pop3Line, .pop3Line, .pop3Line, .smtpLine, .smtpLine, .dovecotAway, .postfixAway]
        let away = pause(0.1...2)
        switch events.randomElement(using: &random) ?? .pop3Line {
        case .pop3Line:
            let account = SoakScene.accounts.randomElement(using: &random) ?? ""
            scene.doors[account]?.arm(cut(toClient: 30_000, toServer: 1_500))
        case .smtpLine:
            scene.relayDoor.arm(cut(toClient: 1_500, toServer: 40_000))
        case .dovecotAway:
            dovecotStops += 1
            await scene.dovecot.stop()
            try await Task.sleep(for: away)
            try await scene.dovecot.start()
        case .postfixAway:
            postfixStops += 1
            await scene.postfix.stop()
            try await Task.sleep(for: away)
            try await scene.postfix.start()
            try await scene.retryForwards()
        }
    }

    /// In either direction, at an octet drawn from what a round or two carry.
    private mutating func cut(toClient: Int, toServer: Int) -> CuttingProxy.Cut {
        let direction: CuttingProxy.Cut.Direction = Bool.random(using: &random) ? .toClient : .toServer
        let octets = Int.random(in: 0...(direction == .toClient ? toClient : toServer), using: &random)
        return CuttingProxy.Cut(direction: direction, octets: octets, isReset: Bool.random(using: &random))
    }

    /// What befell them elsewhere at the same time.
    mutating func add(_ other: SoakWeather) {
        dovecotStops += other.dovecotStops
        postfixStops += other.postfixStops
        kills += other.kills
    }

    /// One life of the daemon, of a length drawn at random, ended by SIGKILL.
    mutating func shortLife(_ scene: SoakScene) async throws {
        let daemon = try scene.program.start("run", "--config", scene.file, "--log-level", "error")
        try await Task.sleep(for: pause(0.1...6))
        daemon.signal(SIGKILL)
        let outcome = try await daemon.outcome()
        guard outcome.status == 128 + SIGKILL else {
            throw Failure(description: "the daemon ended by itself with \(outcome.status): \(outcome.errors.suffix(2000))")
        }
        kills += 1
    }
}
