public import Configuration
import Foundation
public import Logging
import Service
public import SourceText
import Store
import Synchronization
import Transport

/// Postroom as a service: polls each account on its own schedule, forwards what is due, and answers signals, its control socket and the
/// service manager. ``run()`` returns when it was asked to stop.
public actor Daemon {
    /// How long a stop waits for what is under way. What is not finished by then is found in the ledger by the next start.
    static let patience = Duration.seconds(8)

    /// Reads the configuration anew; nil exactly if one of the findings is an error.
    public typealias Source = @Sendable () -> (Configuration?, [Diagnostic])

    enum Command: Sendable {
        case reload
        case pollAll
        case stop(reason: String)
        /// Nothing can be written to the ledger any more.
        case damaged(String)
    }

    private let source: Source
    private let version: String
    let log: DaemonLog
    private let notifier: ServiceNotifier
    private let since = Date()
    private let settings: LiveSettings
    private let progress = ProgressWatch()
    /// A worker without progress for so long hangs: longer than the longest time that a server is given.
    private static let longestSilence = Duration.seconds(900)
    /// Accounts that are polled at once. A server that hangs keeps its place until its time is over, so there are many.
    private static let accountsAtOnce = 32
    private let permits = AsyncPermits(accountsAtOnce)
    private var workers: [String: (worker: AccountWorker, task: Task<Void, Never>)] = [:]
    /// Workers of accounts that a reload took away, until their last round has ended. An account that comes back waits for it: two rounds
    /// of one account at once could file a message twice.
    private var leaving: [String: Task<Void, Never>] = [:]
    private var forwards: ForwardLanes?
    private let isStopping = Mutex(false)
    private let commands: AsyncStream<Command>
    private let command: AsyncStream<Command>.Continuation
    private var reloadError: String?
    /// One reload at a time, so that what was read last is what holds.
    private let reloads = AsyncPermits(1)

    /// - Parameters:
    ///   - configuration: As it was read at the start.
    ///   - source: For reloads.
    ///   - version: Shown by `status`.
    ///   - environment: Of the process; `NOTIFY_SOCKET` and `WATCHDOG_USEC` are looked at.
    /// - Throws: ``AgentError`` of kind `rules`.
    public init(
        configuration: Configuration, source: @escaping Source, version: String, logger: Logger, environment: [String: String]
    ) throws(AgentError) {
        settings = LiveSettings(try LiveSettings.Snapshot(configuration))
        self.source = source
        self.version = version
        log = DaemonLog(logger)
        notifier = ServiceNotifier(environment: environment)
        (commands, command) = AsyncStream.makeStream()
    }

    /// Runs until SIGTERM or SIGINT.
    ///
    /// - Throws: ``AgentError`` of kind `busy` or `storage`, if it could not begin; `damaged` as well if the ledger turns out to be.
    public func run() async throws {
        AllocatorPolicy.adopt()
        // First: what comes while the ledger is opened waits.
        let signals = await Signals()
        let state = try await AgentState.open(settings.now.configuration.state)
        let control = await openControlSocket(state)
        let helpers: [Task<Void, Never>] = [
            Task { await heed(signals) },
            Task { [command] in for await fault in state.store.damages { command.yield(.damaged(fault)) } },
            Task { await control?.serve { [weak self] request, reply in await self?.answer(request, reply, state) } ?? () },
            Task { [notifier, progress, log] in
                // A ledger that can't be written shows as workers that wait for it.
                await notifier.feedWatchdog(of: progress, allowing: Self.longestSilence) { stalls in
                    for stall in stalls { log.complain("\(stall); the service manager is not told that all is well") }
                    if stalls.isEmpty { log.note("there is progress again") }
                }
            },
        ]
        defer { for task in helpers { task.cancel() } }

        await startForwarding(state)
        for account in settings.now.configuration.accounts { start(account, state) }
        log.started(settings.now.configuration, version: version)
        await tellOrphans(state)
        notifier.ready()
        await tellStatus(state)

        for await command in commands {
            switch command {
            case .reload:
                await reload(state)
            case .pollAll:
                log.note("polling now, as asked")
                for (worker, _) in workers.values { await worker.pollSoon() }
            case .stop(let reason):
                if await stop(reason) { await state.close() }
                return
            case .damaged(let fault):
                _ = await stop("the ledger is damaged")
                throw AgentError(StoreError.corrupt(fault))
            }
        }
    }

    // MARK: - Workers

    private func start(_ account: Account, _ state: AgentState) {
        let name = account.name
        let sign = progress.worker(name)
        let tell: @Sendable (PollEvent) -> Void = { [weak self, log] event in
            sign.progressed()
            log.tell(event)
            if case .queued = event { Task { await self?.kickForwards() } }
        }
        let worker = AccountWorker(account: name, interval: account.poll, permits: permits) { [weak self, settings, log] work in
            let now = settings.now
            guard let (account, rules) = now.account(named: name) else { return PollReport(account: name) }
            sign.working(on: work == .poll ? "a poll" : "the folders")
            defer { sign.idle() }
            let round = AccountRound(account: account, configuration: now.configuration, rules: rules, state: state, tell: tell)
            switch work {
            case .takeUp:
                let report = await round.takeUp()
                if let error = report.error { log.complain(error, account: name) }
                return report
            case .poll:
                let report = await round.run()
                if report.retrieved > 0 {
                    try? await state.keepHouse()
                    await BlockingExecutor.run("postroom.memory") { AllocatorPolicy.giveBack() }
                }
                await self?.tellStatus(state)
                return report
            }
        }
        let predecessor = leaving.removeValue(forKey: name)
        workers[name] = (
            worker,
            Task {
                await predecessor?.value
                await worker.work()
            }
        )
    }

    private func startForwarding(_ state: AgentState) async {
        let lanes = ForwardLanes(
            settings: settings, state: state, progress: progress, log: log,
            isStopping: { [weak self] in self?.isStopping.withLock { $0 } ?? true },
            kept: { [weak self] account in await self?.takeUp(account) })
        forwards = lanes
        await lanes.adapt()
    }

    private func takeUp(_ account: String) async { await workers[account]?.worker.takeUp() }

    func kickForwards() async { await forwards?.kick() }

    /// Something in the queue was changed by hand: forwards, copies for folders, or messages to be decided again.
    func wake() async {
        await kickForwards()
        for (worker, _) in workers.values { await worker.takeUp() }
    }

    // MARK: - Reload and stop

    /// Takes over the configuration and the rules as they are on disk now, or keeps the old ones and says so.
    @discardableResult
    func reload(_ state: AgentState) async -> (error: String?, findings: [Diagnostic]) {
        await reloads.take()
        guard !isStopping.withLock({ $0 }) else {
            await reloads.give()
            return ("the daemon is stopping", [])
        }
        notifier.reloading()
        let (error, findings) = await takeOver(state)
        notifier.ready()
        reloadError = error
        await reloads.give()
        await tellOrphans(state)
        if let error {
            log.complain("\(error); the old configuration and rules stay", findings)
        } else {
            log.note("configuration and rules were read anew", findings)
        }
        await tellStatus(state)
        return (error, findings)
    }

    private func takeOver(_ state: AgentState) async -> (error: String?, findings: [Diagnostic]) {
        let (configuration, findings) = await BlockingExecutor.run("postroom.reload", source)
        guard let configuration else { return ("the configuration has mistakes", findings) }
        let old = settings.now.configuration
        guard configuration.state.directory == old.state.directory else {
            return ("the state directory can't change while the daemon runs (\(old.state.directory)); restart it", findings)
        }
        let new: LiveSettings.Snapshot
        do throws(AgentError) {
            new = try await BlockingExecutor.run("postroom.rules") { () throws(AgentError) in try LiveSettings.Snapshot(configuration) }
        } catch {
            return ("the rules have mistakes", findings + error.findings)
        }
        guard !isStopping.withLock({ $0 }) else { return ("the daemon is stopping", []) }
        settings.replace(with: new)
        for (name, (_, task)) in workers where configuration.account(named: name) == nil {
            task.cancel()
            leaving[name] = task
            workers[name] = nil
        }
        for account in configuration.accounts where workers[account.name] == nil { start(account, state) }
        let intervals = configuration.accounts.compactMap { account in workers[account.name].map { ($0.worker, account.poll) } }
        for (worker, interval) in intervals { await worker.change(interval: interval) }
        await forwards?.adapt()
        return (nil, findings)
    }

    /// - Returns: Whether everything under way has ended in time.
    private func stop(_ reason: String) async -> Bool {
        notifier.stopping()
        log.note("stopping: \(reason)")
        isStopping.withLock { $0 = true }
        let tasks = workers.values.map(\.task) + leaving.values
        for task in tasks { task.cancel() }
        let all = tasks + (await forwards?.stop() ?? [])
        let (ends, end) = AsyncStream.makeStream(of: Bool.self)
        Task {
            for task in all { await task.value }
            end.yield(true)
        }
        Task {
            try? await Task.sleep(for: Self.patience)
            end.yield(false)
        }
        let isComplete = await ends.first { _ in true } ?? false
        log.note(isComplete ? "stopped" : "stopped; what was not finished goes on at the next start")
        return isComplete
    }

    // MARK: - What comes from outside

    /// Askers wait from here on. A daemon that can't be asked still does its work.
    private func openControlSocket(_ state: AgentState) async -> ControlSocket? {
        do {
            return try await ControlSocket.open(directory: state.store.directory)
        } catch {
            log.complain("no commands can reach this daemon: \(error)")
            return nil
        }
    }

    private func heed(_ signals: Signals) async {
        for await signal in signals {
            switch signal {
            case .hangUp: command.yield(.reload)
            case .userOne: command.yield(.pollAll)
            case .terminate: command.yield(.stop(reason: "SIGTERM"))
            case .interrupt: command.yield(.stop(reason: "SIGINT"))
            }
        }
    }

    /// Accounts by name; nil where one is unknown.
    func worker(of account: String) -> AccountWorker? { workers[account]?.worker }

    var accountNames: [String] { settings.now.configuration.accounts.map(\.name) }

    // MARK: - What is told

    /// Forwards that nobody sends any more, since their account is gone from the configuration, or has no server.
    private func tellOrphans(_ state: AgentState) async {
        let served = Set(settings.now.configuration.accounts.filter { $0.forward != nil }.map(\.name))
        guard let entries = try? await state.store.queue(states: [.planned, .intent, .deferred], limit: 10_000) else { return }
        let orphans = Dictionary(grouping: entries.filter { $0.kind == "redirect" && !served.contains($0.account) }, by: \.account)
        for (account, entries) in orphans.sorted(by: { $0.key < $1.key }) {
            log.complain(
                "\(entries.count == 1 ? "a forward waits" : "\(entries.count) forwards wait") for nothing: the configuration has no \"forward\" "
                    + "for account \(account); give it one, or postroom queue drop",
                account: account)
        }
    }

    private func tellStatus(_ state: AgentState) async {
        // Nobody listens: nothing is looked up for it.
        guard notifier.isConnected else { return }
        let status = await status(state, measuresSpool: false)
        let failing = status.accounts.filter { $0.failures > 0 }.map(\.name)
        var text = "\(status.accounts.count) account\(status.accounts.count == 1 ? "" : "s"), \(status.queue.count) in the queue"
        if !failing.isEmpty { text += "; failing: \(failing.joined(separator: ", "))" }
        if let reloadError { text += "; not reloaded: \(reloadError)" }
        notifier.status(text)
    }

    func status(_ state: AgentState, measuresSpool: Bool = true) async -> DaemonStatus {
        let now = settings.now
        var status = await DaemonStatus(reading: state.store, now.configuration, measuresSpool: measuresSpool)
        status.pid = ProcessInfo.processInfo.processIdentifier
        status.since = since
        status.version = version
        status.reloadError = reloadError
        for index in status.accounts.indices {
            let name = status.accounts[index].name
            status.accounts[index].rules = now.account(named: name)?.rules.version
            guard let activity = await workers[name]?.worker.activity else { continue }
            status.accounts[index].state = activity.isPolling ? "polling" : "waiting"
            status.accounts[index].nextPoll = activity.nextPoll
        }
        return status
    }
}
