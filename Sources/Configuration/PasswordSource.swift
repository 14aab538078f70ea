public import Crypto

/// Where a password comes from. It is asked for when it is needed, at each login, and never kept.
public enum PasswordSource: Sendable, Hashable {
    /// `password-command`: an argument vector, run without a shell; the first line of its output.
    case command([String])
    /// `password-file`: the first line of a file that nobody else can read.
    case file(String)
    /// `password-credential`: a file of that name in `$CREDENTIALS_DIRECTORY`, as systemd's LoadCredential= makes it.
    case credential(String)
    /// `password`: stands in the configuration itself.
    case literal(Secret)
}
