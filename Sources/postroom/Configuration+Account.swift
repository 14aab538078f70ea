import Configuration

extension Configuration {
    /// The account of a name; without a name the only one there is.
    func account(forMailOf name: String?) -> Account? {
        guard let name else { return accounts.count == 1 ? accounts[0] : nil }
        return account(named: name)
    }
}
