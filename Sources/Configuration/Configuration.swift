/// What `postroom.toml` says, checked: every reference resolves, every path is expanded, every default is filled in.
///
/// Made by ``ConfigurationLoader``. Paths that were relative in the file are joined to the file's directory.
public struct Configuration: Sendable, Hashable {
    /// The file this came from, as it was found.
    public var path: String
    public var state: StateSettings
    /// In the order of the file.
    public var accounts: [Account]
    /// `[folders.NAME]`
    public var folders: [String: FolderStore]
    /// `[smtp.NAME]`
    public var smtp: [String: SMTPSettings]
    public var limits: Limits

    public init(
        path: String, state: StateSettings, accounts: [Account] = [], folders: [String: FolderStore] = [:],
        smtp: [String: SMTPSettings] = [:], limits: Limits = Limits()
    ) {
        self.path = path
        self.state = state
        self.accounts = accounts
        self.folders = folders
        self.smtp = smtp
        self.limits = limits
    }

    /// The account of that name; names are compared exactly.
    public func account(named name: String) -> Account? {
        accounts.first { $0.name == name }
    }

    /// Where an account's mail goes. The loader has checked that it is there.
    public func folderStore(of account: Account) -> FolderStore? {
        folders[account.folders]
    }
}
