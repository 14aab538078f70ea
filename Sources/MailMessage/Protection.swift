/// How a message is signed or encrypted. Only recognised: nothing is verified, and nothing decrypted.
public struct Protection: Sendable, Hashable {
    public enum Kind: String, Sendable {
        case signed, encrypted
    }

    public enum Scheme: String, Sendable {
        /// S/MIME (RFC 8551).
        case smime
        /// OpenPGP, in MIME (RFC 3156) or in the text.
        case pgp
    }

    public var kind: Kind
    public var scheme: Scheme

    public init(kind: Kind, scheme: Scheme) {
        self.kind = kind
        self.scheme = scheme
    }
}

extension Protection {
    /// What a part's type, its parameters and its first octets say; nil for a part that is neither signed nor encrypted.
    init?(of part: Part) {
        switch part.type {
        case "multipart/signed":
            let type = part.parameters["protocol"]?.lowercased() ?? part.children.dropFirst().first?.type ?? ""
            guard let scheme = Self.scheme(ofSignature: type) else { return nil }
            self.init(kind: .signed, scheme: scheme)
        case "multipart/encrypted":
            let type = part.parameters["protocol"]?.lowercased() ?? part.children.first?.type ?? ""
            guard type == "application/pgp-encrypted" else { return nil }
            self.init(kind: .encrypted, scheme: .pgp)
        case "application/pkcs7-mime", "application/x-pkcs7-mime":
            guard let kind = Self.kind(ofCMS: part) else { return nil }
            self.init(kind: kind, scheme: .smime)
        case "application/pgp-encrypted":
            // Exchange makes multipart/mixed of what was multipart/encrypted.
            self.init(kind: .encrypted, scheme: .pgp)
        case "application/pgp":
            let action = part.parameters["x-action"]?.lowercased() ?? ""
            self.init(kind: action.hasPrefix("sign") ? .signed : .encrypted, scheme: .pgp)
        case "text/plain":
            guard let kind = Self.kind(ofText: part.text.text) else { return nil }
            self.init(kind: kind, scheme: .pgp)
        default:
            guard part.filename?.lowercased().hasSuffix(".p7m") ?? false, let kind = Self.kind(ofContent: part) else { return nil }
            self.init(kind: kind, scheme: .smime)
        }
    }

    private static func scheme(ofSignature type: String) -> Scheme? {
        switch type {
        case "application/pkcs7-signature", "application/x-pkcs7-signature": .smime
        case "application/pgp-signature": .pgp
        default: nil
        }
    }

    private static func kind(ofCMS part: Part) -> Kind? {
        switch part.parameters["smime-type"]?.lowercased() {
        case "signed-data": .signed
        case "enveloped-data", "authenveloped-data": .encrypted
        case "certs-only", "compressed-data": nil
        default: kind(ofContent: part)
        }
    }

    /// By the content type that a CMS object names at its start (RFC 5652 §3).
    private static func kind(ofContent part: Part) -> Kind? {
        let head = part.firstOctets(64)
        let pkcs7: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01]
        guard let start = head.indices.first(where: { head[$0...].starts(with: pkcs7) }) else { return nil }
        let rest = head[(start + pkcs7.count)...]
        if rest.starts(with: [0x07, 0x02]) { return .signed }
        return rest.starts(with: [0x07, 0x03]) || rest.starts(with: [0x09, 0x10, 0x01, 0x17]) ? .encrypted : nil
    }

    /// By the armour in a text (RFC 9580 §6.2), which stands on a line of its own.
    private static func kind(ofText text: String) -> Kind? {
        var text = text
        return text.withUTF8 { octets -> Kind? in
            let raw = UnsafeRawBufferPointer(octets)
            let mark: StaticString = "-----BEGIN PGP "
            var position = 0
            while position < raw.count {
                let next = raw.lineEnd(from: position, upTo: raw.count)
                let line = UnsafeRawBufferPointer(rebasing: raw[position..<next])
                position = next
                guard line.count > mark.utf8CodeUnitCount, line[0] == UInt8(ascii: "-"), mark.withUTF8Buffer({ line.starts(with: $0) })
                else { continue }
                let rest = line.dropFirst(mark.utf8CodeUnitCount)
                if rest.starts(with: "SIGNED MESSAGE-----".utf8) { return .signed }
                if rest.starts(with: "MESSAGE-----".utf8) || rest.starts(with: "MESSAGE, PART ".utf8) { return .encrypted }
            }
            return nil
        }
    }
}
