/// What the control socket allows.
public struct ControlLimits: Sendable {
    /// Octets of a request's line.
    public var requestOctets = 64 << 10
    /// Octets of one line of an answer.
    public var answerOctets = 16 << 20
    /// Askers that are served at a time; as many again are told that it is busy, and yet more hear nothing.
    public var connections = 16
    /// From the connection to the end of the request's line.
    public var requestTime = Duration.seconds(5)
    /// For the asker to take one line of the answer.
    public var writeTime = Duration.seconds(10)
    /// For the daemon to take the asker's connection.
    public var connectTime = Duration.seconds(5)

    public init() {}
}
