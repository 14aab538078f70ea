internal import Glibc
internal import UnixSignals

/// A signal that the service listens to.
public enum Signal: String, Sendable, Hashable, CaseIterable {
    case hangUp = "SIGHUP"
    case userOne = "SIGUSR1"
    case terminate = "SIGTERM"
    case interrupt = "SIGINT"
}

/// The signals that reach the process, one by one, for one reader.
///
/// From ``init()`` on they no longer end the process; one that comes before the first `next()` waits for it. To be made once a
/// process.
public struct Signals: AsyncSequence, Sendable {
    public typealias Element = Signal

    private let signals: UnixSignalsSequence

    /// Takes the signals over, and has SIGPIPE ignored: a peer or reader that went away shows as an error of the call.
    public init() async {
        Self.ignoreBrokenPipes()
        signals = await UnixSignalsSequence(trapping: .sighup, .sigusr1, .sigterm, .sigint)
    }

    public static func ignoreBrokenPipes() {
        signal(SIGPIPE, SIG_IGN)
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(signals: signals.makeAsyncIterator())
    }

    public struct Iterator: AsyncIteratorProtocol {
        fileprivate var signals: UnixSignalsSequence.AsyncIterator

        /// - Returns: nil once the task is cancelled.
        public mutating func next() async -> Signal? {
            while let signal = await signals.next() {
                switch signal {
                case .sighup: return .hangUp
                case .sigusr1: return .userOne
                case .sigterm: return .terminate
                case .sigint: return .interrupt
                default: continue
                }
            }
            return nil
        }
    }
}
