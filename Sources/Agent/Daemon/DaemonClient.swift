import Foundation
import Service
public import Store

/// Reaches the daemon that runs on a state directory.
public struct DaemonClient: Sendable {
    /// Why a command could not be given to the daemon.
    public enum Failure: Error, Sendable, Equatable {
        /// No daemon runs there.
        case absent
        /// One sentence.
        case failed(String)
    }

    private let directory: String

    /// - Parameter directory: The state directory.
    public init(directory: String) {
        self.directory = directory
    }

    /// Has accounts polled now, all if none is named, and gives their reports as they end.
    public func poll(_ accounts: [String], telling tell: (PollReport) throws -> Void) async throws {
        let decoder = JSONDecoder()
        do {
            for try await line in ControlClient.ask(directory: directory, ControlRequest(ControlVerb.poll.rawValue, accounts)) {
                try tell(try decoder.decode(PollReport.self, from: Data(line)))
            }
        } catch let error as ServiceError {
            throw Failure(error)
        }
    }

    public func status() async throws(Failure) -> DaemonStatus {
        try await one(DaemonStatus.self, .status)
    }

    public func reload() async throws(Failure) -> ReloadResult {
        try await one(ReloadResult.self, .reload)
    }

    /// Entries of one request, so that its line is no longer than the daemon allows.
    static let entriesAtOnce = 1_000

    /// - Throws: ``Failure``; where there are more than ``entriesAtOnce``, the action may have been performed on some by then.
    public func perform(_ action: QueueAction, on ids: [QueueID]) async throws(Failure) -> QueueResult {
        var result = QueueResult()
        for some in ids.chunks(of: Self.entriesAtOnce) {
            let part = try await one(QueueResult.self, .queue, [action.rawValue] + some.map(\.description))
            result.changed += part.changed
            result.unchanged += part.unchanged
        }
        return result
    }

    private func one<Value: Decodable & Sendable>(
        _ type: Value.Type, _ verb: ControlVerb, _ arguments: [String] = []
    ) async throws(Failure) -> Value {
        do throws(ServiceError) {
            guard let value = try await ControlClient.answer(
                type, directory: directory, ControlRequest(verb.rawValue, arguments)).first
            else { throw ServiceError.cutShort }
            return value
        } catch {
            throw Failure(error)
        }
    }
}

extension DaemonClient.Failure {
    init(_ error: ServiceError) {
        if case .nobodyListens = error { self = .absent } else { self = .failed(error.description) }
    }
}
