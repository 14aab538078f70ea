import Configuration
import Synchronization

/// Which accounts' forwards are being sent: those of one account by one pass at a time.
final class ForwardClaims: Sendable {
    private struct State {
        var taken: Set<String> = []
        /// Accounts that another pass wanted meanwhile.
        var wanted: Set<String> = []
    }

    private let state = Mutex(State())

    /// - Returns: Those of the accounts that no other pass has; they are the caller's until ``give(back:)``.
    func take(_ accounts: [Account]) -> [Account] {
        state.withLock { state in
            accounts.filter { account in
                let isFree = state.taken.insert(account.name).inserted
                if !isFree { state.wanted.insert(account.name) }
                return isFree
            }
        }
    }

    /// - Returns: Whether another pass wanted one of them meanwhile.
    func give(back accounts: [Account]) -> Bool {
        state.withLock { state in
            let names = Set(accounts.map(\.name))
            state.taken.subtract(names)
            let isWanted = !state.wanted.isDisjoint(with: names)
            state.wanted.subtract(names)
            return isWanted
        }
    }
}
