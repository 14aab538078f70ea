import Configuration
import Foundation
import Service
import Store

/// The workers that send forwards: one for each submission server, so that a slow one holds up no other.
///
/// The forwards of an account belong to one worker at a time, also when a reload gives it to another server while a pass is under way.
actor ForwardLanes {
    private struct Lane {
        let worker: ForwardWorker
        let task: Task<Void, Never>
    }

    private let settings: LiveSettings
    private let state: AgentState
    private let progress: ProgressWatch
    private let log: DaemonLog
    private let isStopping: @Sendable () -> Bool
    private let kept: @Sendable (String) async -> Void
    private var lanes: [String: Lane] = [:]
    private var leaving: [Task<Void, Never>] = []
    private let claims = ForwardClaims()

    /// - Parameters:
    ///   - isStopping: Asked between two messages.
    ///   - kept: Told of an account in whose inbox copies are due, since no server takes them.
    init(
        settings: LiveSettings, state: AgentState, progress: ProgressWatch, log: DaemonLog, isStopping: @escaping @Sendable () -> Bool,
        kept: @escaping @Sendable (String) async -> Void
    ) {
        self.settings = settings
        self.state = state
        self.progress = progress
        self.log = log
        self.isStopping = isStopping
        self.kept = kept
    }

    /// Starts and ends workers as the configuration of now asks, and wakes all of them.
    func adapt() {
        let configuration = settings.now.configuration
        let relays = Set(configuration.accounts.compactMap(\.forward)).filter { configuration.smtp[$0] != nil }
        for (name, lane) in lanes where !relays.contains(name) {
            lane.worker.stop()
            leaving.append(lane.task)
            lanes[name] = nil
        }
        for name in relays where lanes[name] == nil { lanes[name] = start(name) }
        kick()
    }

    /// Something was queued, or a person asked.
    func kick() {
        for lane in lanes.values { lane.worker.kick() }
    }

    /// Lets each worker end behind the message that it is sending.
    ///
    /// - Returns: What ends with them.
    func stop() -> [Task<Void, Never>] {
        for lane in lanes.values { lane.worker.stop() }
        return lanes.values.map(\.task) + leaving
    }

    private func start(_ relay: String) -> Lane {
        let sign = progress.worker("forwarding by \(relay)")
        let tell: @Sendable (PollEvent) -> Void = { [log] event in
            sign.progressed()
            log.tell(event)
        }
        let worker = ForwardWorker(
            nextTime: { [settings, state] in
                let accounts = settings.now.configuration.accounts.filter { $0.forward == relay }.map(\.name)
                return try await state.store.nextForwardTime(accounts: accounts)
            },
            run: { [weak self, settings, state, log, isStopping, kept, claims] in
                sign.working(on: "a pass over the queue")
                defer { sign.idle() }
                let configuration = settings.now.configuration
                let accounts = claims.take(configuration.accounts.filter { $0.forward == relay })
                let queue = ForwardQueue(
                    configuration: configuration, state: state, tell: tell, progressed: { sign.progressed() }, isStopping: isStopping)
                let outcome = await queue.run(accounts: accounts)
                // Another worker waits for one of them.
                if claims.give(back: accounts) { await self?.kick() }
                for failure in outcome.failures { log.complain(failure) }
                for account in outcome.kept { await kept(account) }
                return outcome.figures.values.reduce(0) { $0 + $1.sent + $1.deferred + $1.parked }
            })
        return Lane(worker: worker, task: Task { await worker.work() })
    }
}
