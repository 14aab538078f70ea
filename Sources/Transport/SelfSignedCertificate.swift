internal import COpenSSL

/// A key on P-256 and a certificate signed by itself, made in memory: for loopback servers and tests.
public struct SelfSignedCertificate: Sendable {
    public let certificatePEM: String
    public let privateKeyPEM: String

    /// What a server needs to show this certificate.
    public var serverConfiguration: ServerTLSConfiguration {
        ServerTLSConfiguration(certificatePEM: certificatePEM, privateKeyPEM: privateKeyPEM)
    }

    /// - Parameters:
    ///   - hostNames: DNS names or IP addresses; the first is also the subject's common name.
    ///   - validFrom, validFor: Seconds: the start against now, and the length.
    /// - Throws: ``TransportError/Code/badTLSConfiguration``.
    public static func make(
        hostNames: [String], validFrom: Int = -3600, validFor: Int = 30 * 86_400
    ) throws(TransportError) -> SelfSignedCertificate {
        let failure = TransportError(.badTLSConfiguration, "OpenSSL could not make a certificate")
        guard let key = postroom_EVP_P256_generate() else { throw failure }
        defer { EVP_PKEY_free(key) }
        guard let certificate = X509_new() else { throw failure }
        defer { X509_free(certificate) }

        X509_set_version(certificate, 2)
        var serial: UInt32 = 1
        withUnsafeMutableBytes(of: &serial) { _ = RAND_bytes($0.baseAddress?.assumingMemoryBound(to: UInt8.self), 4) }
        ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), UInt64(serial))
        X509_gmtime_adj(X509_getm_notBefore(certificate), validFrom)
        X509_gmtime_adj(X509_getm_notAfter(certificate), validFrom + validFor)
        let name = X509_get_subject_name(certificate)
        X509_NAME_add_entry_by_txt(name, "CN", 0x1000 | 1, hostNames.first ?? "localhost", -1, -1, 0)  // MBSTRING_UTF8
        X509_set_issuer_name(certificate, name)

        let names = hostNames.map { isAddress($0) ? "IP:\($0)" : "DNS:\($0)" }.joined(separator: ",")
        for (kind, value) in [(NID_subject_alt_name, names), (NID_basic_constraints, "critical,CA:TRUE")] where !value.isEmpty {
            guard let field = X509V3_EXT_conf_nid(nil, nil, kind, value) else { throw failure }
            X509_add_ext(certificate, field, -1)
            X509_EXTENSION_free(field)
        }
        guard X509_set_pubkey(certificate, key) == 1, X509_sign(certificate, key, EVP_sha256()) > 0 else { throw failure }
        guard
            let certificateText = pem({ PEM_write_bio_X509($0, certificate) }),
            let keyText = pem({ PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil) })
        else { throw failure }
        return SelfSignedCertificate(certificatePEM: certificateText, privateKeyPEM: keyText)
    }

    private static func isAddress(_ name: String) -> Bool {
        guard let octets = a2i_IPADDRESS(name) else { return false }
        ASN1_STRING_free(octets)
        return true
    }

    private static func pem(_ write: (OpaquePointer) -> Int32) -> String? {
        guard let bio = BIO_new(BIO_s_mem()) else { return nil }
        defer { BIO_free(bio) }
        guard write(bio) == 1 else { return nil }
        var start: UnsafePointer<CChar>?
        let count = postroom_BIO_get_mem_data(bio, &start)
        return String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
    }
}
