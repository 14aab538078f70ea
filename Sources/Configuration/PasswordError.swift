/// Why a password could not be had. The description is one sentence for people; the command's own words in it are escaped and cut.
public enum PasswordError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The program could not be started at all; `reason` is the system's.
    case commandNotStarted(command: String, reason: String)
    case commandFailed(command: String, status: String, standardError: String)
    case commandTimedOut(command: String, after: Duration)
    /// More octets than ``PasswordSource/maximumOutput``.
    case commandTalksTooMuch(command: String)
    case noPassword(from: String)
    case fileUnreadable(path: String, reason: String)
    case fileReadableByOthers(path: String)
    /// `$CREDENTIALS_DIRECTORY` is not set.
    case noCredentialsDirectory(name: String)

    public var description: String {
        switch self {
        case .commandNotStarted(let command, let reason):
            "the password command \(command) could not be started: \(reason)"
        case .commandFailed(let command, let status, let words):
            "the password command \(command) \(status)" + (words.isEmpty ? "" : ": \(words)")
        case .commandTimedOut(let command, let limit):
            "the password command \(command) did not finish within \(limit.components.seconds) seconds"
        case .commandTalksTooMuch(let command):
            "the password command \(command) wrote more than \(PasswordSource.maximumOutput / 1024) KB"
        case .noPassword(let source):
            "\(source) gave an empty first line instead of a password"
        case .fileUnreadable(let path, let reason):
            "the password file \(path) can't be read: \(reason)"
        case .fileReadableByOthers(let path):
            "others can read the password file \(path): run chmod 600 \(path)"
        case .noCredentialsDirectory(let name):
            "there is no $CREDENTIALS_DIRECTORY to take the credential \(name) from: run as a systemd service with LoadCredential="
        }
    }
}
