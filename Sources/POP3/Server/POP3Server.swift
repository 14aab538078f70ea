public import Transport

public final class POP3Server: Sendable {
    public let port: Int = 0
    public static func start(host: String = "127.0.0.1", port: Int = 0, security: POP3Endpoint.Security = .implicitTLS, certificate: ServerTLSConfiguration?, mailboxes: [String: (password: String, messages: [[UInt8]])]) async throws(TransportError) -> POP3Server { throw TransportError(.closed, "") }
    public func stop() async {}
    public func remaining(_ user: String) -> [[UInt8]] { [] }
}
