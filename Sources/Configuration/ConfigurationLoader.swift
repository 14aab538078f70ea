public import SourceText

/// Finds, reads and checks `postroom.toml`.
public enum ConfigurationLoader {
    /// Loads the configuration; every mistake in it is found in one run.
    ///
    /// Looked for, in this order: `explicitPath` alone if it is given, else `./postroom.toml`,
    /// `$XDG_CONFIG_HOME/postroom/postroom.toml` (`~/.config` if unset), `/etc/postroom/postroom.toml`.
    ///
    /// - Parameter environment: The process's; HOME, XDG_CONFIG_HOME, XDG_STATE_HOME and CREDENTIALS_DIRECTORY are looked at.
    /// - Returns: The configuration, nil exactly if one of the diagnostics is an error.
    public static func load(
        explicitPath: String?, environment: [String: String]
    ) -> (Configuration?, [Diagnostic]) {
        (nil, [])
    }
}
