import Synchronization

/// Remembers the first damage that work on a ledger met with. Shared by the store and by what is still on its way in it, so that a store
/// that is let go is closed at once.
final class DamageWatch: Sendable {
    private let seen = Mutex<String?>(nil)
    private let tell: AsyncStream<String>.Continuation
    /// The first damage, for the one who waits for it.
    let damages: AsyncStream<String>

    init() {
        (damages, tell) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingOldest(1))
    }

    deinit { tell.finish() }

    /// How the ledger is damaged, once that was seen.
    var damage: String? { seen.withLock { $0 } }

    /// - Returns: The error as it came.
    @discardableResult
    func note(_ error: any Error) -> any Error {
        if case .corrupt(let text) = error as? StoreError {
            seen.withLock { $0 = $0 ?? text }
            tell.yield(text)
        }
        return error
    }
}
