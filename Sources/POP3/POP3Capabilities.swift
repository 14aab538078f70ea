internal import Transport
public import SASL

/// What a server says it can do (RFC 2449 §6). Unknown capabilities are passed over.
public struct POP3Capabilities: Sendable, Equatable {
    public var offersTOP = false
    public var offersUSER = false
    public var offersUIDL = false
    public var offersSTLS = false
    public var offersPipelining = false
    public var offersResponseCodes = false
    public var mechanisms: Set<SASLMechanism> = []
    /// Seconds between two logins.
    public var loginDelay: Int?
    /// Days that the server keeps messages; nil if it does not say or keeps them for good (`NEVER`).
    public var expireDays: Int?
    /// Cut and escaped.
    public var implementation: String?
    /// Whether the server answered CAPA at all. If not, RFC 1939's own commands are taken for granted.
    public var isKnown = false

    public init() {}

    /// What a server without CAPA may be taken to offer.
    public static let unknown: POP3Capabilities = {
        var assumed = POP3Capabilities()
        assumed.offersUSER = true
        assumed.offersUIDL = true
        assumed.offersTOP = true
        return assumed
    }()
}

extension POP3Capabilities {
    /// Reads the lines of CAPA's reply. Names in any case; a name that comes twice counts as one.
    public init(lines: [[UInt8]]) {
        self.init()
        isKnown = true
        for line in lines {
            let words = line.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
            guard let name = words.first else { continue }
            let arguments = words.dropFirst()
            switch name.uppercased() {
            case "TOP": offersTOP = true
            case "USER": offersUSER = true
            case "UIDL": offersUIDL = true
            case "STLS": offersSTLS = true
            case "PIPELINING": offersPipelining = true
            case "RESP-CODES": offersResponseCodes = true
            case "SASL": mechanisms.formUnion(arguments.compactMap { SASLMechanism(name: $0) })
            case "LOGIN-DELAY": loginDelay = arguments.first.flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
            case "EXPIRE": expireDays = arguments.first.flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
            case "IMPLEMENTATION": implementation = Printable.cut(line.dropFirst(name.utf8.count + 1), limit: 80)
            default: break
            }
        }
    }
}
