import Service
import SourceText
import Store

/// The verbs of the control socket.
enum ControlVerb: String {
    /// Polls the named accounts, or all, and sends a ``PollReport`` for each as it ends.
    case poll
    /// A ``DaemonStatus``.
    case status
    /// A ``ReloadResult``.
    case reload
    /// An action and entries; a ``QueueResult``.
    case queue
}

/// What a reload came to.
public struct ReloadResult: Sendable, Codable, Equatable {
    /// Why the old configuration and rules stay; nil if the new ones hold.
    public var error: String?
    /// What was found, a text each.
    public var findings: [String]
}

extension Daemon {
    func answer(_ request: ControlRequest, _ reply: ControlReply, _ state: AgentState) async {
        switch ControlVerb(rawValue: request.verb) {
        case .poll: await answerPoll(request.arguments, reply)
        case .status: await reply.send(await status(state))
        case .reload:
            let (error, findings) = await reload(state)
            let renderer = DiagnosticRenderer(colour: false)
            await reply.send(ReloadResult(error: error, findings: findings.map(renderer.render)))
        case .queue: await answerQueue(request.arguments, reply, state)
        case nil: await reply.refuse("this daemon does not know \"\(request.verb)\"; is it older than the command?")
        }
    }

    private func answerPoll(_ accounts: [String], _ reply: ControlReply) async {
        let names = accounts.isEmpty ? accountNames : accounts
        var asked: [AccountWorker] = []
        for name in names {
            guard let worker = worker(of: name) else {
                await reply.refuse("the running daemon has no account \"\(name)\"; postroom reload has it read the configuration anew")
                return
            }
            asked.append(worker)
        }
        let isComplete = await withTaskGroup(of: PollReport?.self) { group in
            for worker in asked { group.addTask { await worker.poll() } }
            var isComplete = true
            for await report in group {
                if let report { await reply.send(report) } else { isComplete = false }
            }
            return isComplete
        }
        if !isComplete { await reply.refuse("the daemon is stopping; not every account was polled") }
    }

    private func answerQueue(_ arguments: [String], _ reply: ControlReply, _ state: AgentState) async {
        guard let action = arguments.first.flatMap(QueueAction.init(rawValue:)) else {
            await reply.refuse("this daemon does not know that action; is it older than the command?")
            return
        }
        let ids = arguments.dropFirst().compactMap(QueueID.init)
        do {
            let result = try await QueueDesk(state).perform(action, on: ids)
            if !result.changed.isEmpty {
                log.note("queue: \(action.rawValue) \(result.changed.joined(separator: " "))")
                await wake()
            }
            await reply.send(result)
        } catch {
            await reply.refuse("\(error)")
        }
    }
}
