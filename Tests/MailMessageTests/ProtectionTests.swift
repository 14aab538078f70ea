import MailMessage
import Testing

struct ProtectionTests {
    @Test(arguments: [
        ("multipart/signed; boundary=b; protocol=\"application/pkcs7-signature\"\n\n--b\n\nx\n--b\nContent-Type: application/pkcs7-signature\n\ny\n--b--\n", "signed smime"),
        ("multipart/signed; boundary=b; protocol=\"application/pgp-signature\"\n\n--b\n\nx\n--b--\n", "signed pgp"),
        ("multipart/signed; boundary=b\n\n--b\n\nx\n--b\nContent-Type: application/x-pkcs7-signature\n\ny\n--b--\n", "signed smime"),
        ("multipart/encrypted; boundary=b; protocol=\"application/pgp-encrypted\"\n\n--b\n\nx\n--b--\n", "encrypted pgp"),
        ("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\nx", "encrypted smime"),
        ("application/x-pkcs7-mime; smime-type=signed-data\n\nx", "signed smime"), ("application/pkcs7-mime; smime-type=certs-only\n\nx", ""),
        ("application/pkcs7-mime\nContent-Transfer-Encoding: base64\n\nMIIBigYJKoZIhvcNAQcDoIIBezCCAXcCAQAx", "encrypted smime"),
        ("application/octet-stream; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMIIBigYJKoZIhvcNAQcCoIIBezCCAXcCAQAx", "signed smime"),
        ("text/plain\n\nHello\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n", "signed pgp"),
        ("text/plain\n\n-----BEGIN PGP MESSAGE-----\n\nhQEM\n", "encrypted pgp"), ("text/plain\n\n> -----BEGIN PGP MESSAGE-----\n", ""),
        ("text/plain\n\n-----BEGIN PGP PUBLIC KEY BLOCK-----\n", ""), ("multipart/signed; boundary=b; protocol=x/y\n\n--b--\n", ""),
        ("multipart/mixed; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b--\n", "encrypted pgp"),
        ("application/pgp; x-action=signclear\n\nx", "signed pgp"),
    ])
    func signedAndEncryptedMailIsRecognised(_ text: String, _ expected: String) {
        let message = Sample.message("Content-Type: " + text)
        #expect(message.protections.map { "\($0.kind) \($0.scheme)" }.joined() == expected)
        #expect(message.isSigned == expected.hasPrefix("signed"))
        #expect(message.isEncrypted == expected.hasPrefix("encrypted"))
    }
}
