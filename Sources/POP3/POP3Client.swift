public import Crypto
public import SASL

public final class POP3Client {
    public private(set) var capabilities: POP3Capabilities = POP3Capabilities()
    public static func connect(_ endpoint: POP3Endpoint, deadlines: POP3Deadlines = POP3Deadlines(), limits: POP3Limits = POP3Limits()) async throws(POP3Error) -> POP3Client { throw .sessionOver }
    nonisolated(nonsending) public func signIn(user: String, password: Secret, choice: AuthenticationChoice = .automatic, allowsPlaintext: Bool = false) async throws(POP3Error) { throw .sessionOver }
    nonisolated(nonsending) public func uniqueIDs() async throws(POP3Error) -> [POP3UniqueID] { throw .sessionOver }
    nonisolated(nonsending) public func sizes() async throws(POP3Error) -> [Int: Int] { throw .sessionOver }
    nonisolated(nonsending) public func retrieve(_ numbers: [Int], into sink: inout some MessageSink) async throws { throw POP3Error.sessionOver }
    nonisolated(nonsending) public func top(_ number: Int, lines: Int, limit: Int = 1 << 20) async throws(POP3Error) -> [UInt8] { throw .sessionOver }
    nonisolated(nonsending) public func delete(_ numbers: [Int]) async throws(POP3Error) -> [Int] { throw .sessionOver }
    nonisolated(nonsending) public func quit() async throws(POP3Error) { throw .sessionOver }
    nonisolated(nonsending) public func close() async {}
}
