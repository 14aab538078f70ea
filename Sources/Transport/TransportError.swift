/// Why a connection could not be made or used, as one sentence for people and a code for programs.
public struct TransportError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable, Hashable {
        /// The resolver knows no address for the name.
        case unknownHost
        /// Every address refused the connection.
        case refused
        /// No route, network down, and the like.
        case unreachable
        /// A deadline passed.
        case timedOut
        /// The certificate is not to be trusted for this host.
        case untrustedCertificate
        /// The TLS handshake failed for another reason.
        case handshakeFailed
        /// TLS settings of our own that do not work: an unreadable `ca-file`, a bad certificate or key.
        case badTLSConfiguration
        /// Octets came before TLS that belong behind it: somebody injects (CVE-2011-0411 and its kin).
        case plaintextBeforeTLS
        /// The peer ended the stream without TLS's close_notify: what came may be cut short.
        case truncated
        /// The connection was closed or broke off.
        case closed
        /// A line was longer than allowed.
        case lineTooLong
        /// The task was cancelled.
        case cancelled
    }

    public let code: Code
    /// One clear sentence without its full stop; what came from the peer is escaped and cut.
    public let sentence: String

    public init(_ code: Code, _ sentence: String) {
        self.code = code
        self.sentence = sentence
    }

    public var description: String { sentence }

    /// What a deadline means that passed in wait for a greeting without TLS: a server that waits for TLS is as silent.
    public var asSilenceBeforeTLS: TransportError {
        TransportError(code, "no greeting came in time; a server that waits for TLS is as silent, so see whether this port wants tls = \"implicit\"")
    }
}
