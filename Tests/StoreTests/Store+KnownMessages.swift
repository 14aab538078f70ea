import Store

extension Store {
    /// The account's rows by UIDL, the latest generation of each.
    func knownMessages(account: Int64) async throws -> [String: KnownMessage] {
        try await reduceLedger(account: account, into: [:]) { known, message in
            if known[message.uidl].map({ $0.generation < message.generation }) ?? true { known[message.uidl] = message }
        }
    }
}
