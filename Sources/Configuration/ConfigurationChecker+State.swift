extension ConfigurationChecker {
    static let stateKeys = ["directory", "max-spool", "min-free", "keep-octets"]

    func state(_ table: TableReader?) -> StateSettings {
        var settings = StateSettings(directory: defaultStateDirectory)
        guard let table else { return settings }
        table.noteUnknownKeys(known: Self.stateKeys)
        if let given = directory(table, "directory", example: "~/.local/state/postroom") { settings.directory = given }
        if let given = table.size("max-spool", in: (1 << 20)...(1 << 50), example: "10GB") { settings.maxSpool = given.value }
        if let given = table.size("min-free", in: 0...(1 << 50), example: "256MB") { settings.minFree = given.value }
        if table.bareString("keep-octets") != "no",
            let given = table.duration("keep-octets", in: .seconds(1)...ConfigurationChecker.longest, example: "14d") {
            settings.keepOctets = given.value
        }
        return settings
    }

    /// Ten thousand weeks.
    static let longest = Duration.seconds(604_800 * 10_000)

    private var defaultStateDirectory: String {
        if let given = environment["XDG_STATE_HOME"], given.hasPrefix("/") { return given + "/postroom" }
        return expand.home + "/.local/state/postroom"
    }
}
