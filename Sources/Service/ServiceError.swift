internal import SourceText

/// Why the control socket could not be made, reached or used.
public enum ServiceError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is no socket, or nobody behind it: no daemon runs on this state directory.
    case nobodyListens(directory: String)
    /// A call of the system failed.
    case system(call: String, path: String, errno: Int32)
    /// The daemon has as many askers as it allows.
    case busy
    /// No answer came within the time that was given.
    case timedOut
    /// The answer ended before its end mark: the daemon stopped, or gave this asker up.
    case cutShort
    /// The daemon's answer is no: one sentence, escaped.
    case refused(String)
    /// A line of the answer is longer than ``ControlLimits/answerOctets``.
    case lineTooLong

    public var description: String {
        switch self {
        case .nobodyListens(let directory): "no daemon runs on \(DisplayText.escaped(directory, maximum: 300))"
        case .system(let call, let path, let number):
            "can't \(call) \(DisplayText.escaped(path, maximum: 300)): \(SystemErrors.text(number))"
        case .busy: "the daemon is busy with too many requests"
        case .timedOut: "the daemon did not answer in time"
        case .cutShort: "the daemon stopped before it had answered in full"
        case .refused(let sentence): sentence
        case .lineTooLong: "the daemon's answer has a line that is too long"
        }
    }
}
