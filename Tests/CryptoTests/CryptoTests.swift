import Testing

@testable import Crypto

private func hex(_ octets: [UInt8]) -> String {
    octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

@Suite("Digests")
struct DigestTests {
    @Test(
        "Digests agree with the published vectors",
        arguments: [
            (HashAlgorithm.md5, "abc", "900150983cd24fb0d6963f7d28e17f72"),
            (.sha1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (.sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ])
    func vectors(_ algorithm: HashAlgorithm, _ text: String, _ expected: String) throws {
        #expect(hex(try algorithm.digest(of: Array(text.utf8))) == expected)
    }

    @Test("However a message is cut, its digest is the same, and the hasher starts over")
    func cuts() throws {
        let message = Array("The quick brown fox jumps over the lazy dog".utf8)
        let whole = try HashAlgorithm.sha256.digest(of: message)
        var hasher = try SHA256Hasher()
        for cut in 0...message.count {
            hasher.update(Array(message[..<cut]))
            hasher.update(Array(message[cut...]))
            #expect(hasher.finish() == whole)
        }
    }

    @Test("HMAC agrees with RFC 2202 and RFC 4231")
    func hmac() throws {
        let key = Array("Jefe".utf8)
        let message = Array("what do ya want for nothing?".utf8)
        #expect(hex(try HMAC.code(of: message, key: key, using: .md5)) == "750c783e6ab0b503eaa86e310a5db738")
        #expect(hex(try HMAC.code(of: message, key: key, using: .sha1)) == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")
        #expect(
            hex(try HMAC.code(of: message, key: key, using: .sha256))
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test("HMAC with an empty key does not reuse another")
    func emptyKey() throws {
        _ = try HMAC.code(of: [1], key: [9, 9], using: .sha256)
        #expect(hex(try HMAC.code(of: [], key: [], using: .sha256)) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    @Test("PBKDF2 agrees with RFC 6070 and RFC 7914")
    func pbkdf2() throws {
        let sha1 = try PBKDF2.key(password: Array("password".utf8), salt: Array("salt".utf8), iterations: 4096, using: .sha1)
        #expect(hex(sha1) == "4b007901b765489abead49d926f721d065a429c1")
        let sha256 = try PBKDF2.key(password: Array("passwd".utf8), salt: Array("salt".utf8), iterations: 1, using: .sha256)
        #expect(hex(sha256) == "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc")
        #expect(throws: CryptoError.invalidArguments) { try PBKDF2.key(password: [], salt: [], iterations: 0, using: .sha1) }
    }

    @Test("Random octets are as many as asked for, and not the same twice")
    func random() throws {
        #expect(try RandomOctets.make(0).isEmpty)
        let one = try RandomOctets.make(32)
        #expect(one.count == 32)
        #expect(try RandomOctets.make(32) != one)
    }
}

@Suite("Base64")
struct Base64Tests {
    @Test(
        "The vectors of RFC 4648 hold both ways",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
        ])
    func vectors(_ plain: String, _ encoded: String) {
        #expect(String(decoding: Base64.encode(Array(plain.utf8)), as: UTF8.self) == encoded)
        #expect(Base64.decode(encoded.utf8) == Array(plain.utf8))
    }

    @Test("Every octet survives")
    func everyOctet() {
        let octets = (0...255).map { UInt8($0) }
        for count in 0...255 { #expect(Base64.decode(Base64.encode(Array(octets.prefix(count)))) == Array(octets.prefix(count))) }
    }

    @Test("What is not canonical is refused", arguments: ["Z", "Zg", "Zg=", "Zh==", "Zm9=", "====", "Z===", "Zg==Zg==", "Zm 9", "Zm9v\n", "Zm9v="])
    func refused(_ text: String) {
        #expect(Base64.decode(text.utf8) == nil)
    }
}

@Suite("Secrets")
struct SecretTests {
    @Test("A secret never shows itself")
    func hidden() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump(secret, to: &dumped)
        for shown in ["\(secret)", String(reflecting: secret), dumped, "\([secret])", "\(Optional(secret) as Any)"] {
            #expect(!shown.contains("hunter2"))
        }
        #expect("\(secret)" == "<secret>")
        #expect(secret.withExposed { $0 } == Array("hunter2".utf8))
    }

    @Test("Equality looks at all octets")
    func equality() {
        #expect(Secret("abc") == Secret("abc"))
        #expect(Secret("abc") != Secret("abd"))
        #expect(Secret("abc") != Secret("ab"))
    }
}
