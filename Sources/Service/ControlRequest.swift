/// What somebody asks of the running daemon: one JSON object on one line.
public struct ControlRequest: Codable, Sendable, Hashable {
    public var verb: String
    public var arguments: [String]

    public init(_ verb: String, _ arguments: [String] = []) {
        self.verb = verb
        self.arguments = arguments
    }
}
