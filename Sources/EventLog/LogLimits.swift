/// How much of an event is written; what is cut ends with `…`.
public struct LogLimits: Sendable {
    /// Scalars of a message.
    public var message = 2000
    /// Scalars of one metadata value.
    public var value = 500
    /// Metadata fields of one event; the later ones by name are left out.
    public var fields = 24

    public init() {}
}
