internal import COpenSSL

/// OpenSSL's verdict on a certificate, told as one sentence that says what to do.
internal enum CertificateVerdict {
    internal static func error(code: Int32, host: String, authorityFile: String?) -> TransportError {
        let host = Printable.cut(host)
        let authority = authorityFile.map { "ca-file (\(Printable.cut($0)))" } ?? "ca-file"
        let sentence =
            switch code {
            case X509_V_ERR_CERT_HAS_EXPIRED:
                "the certificate of \(host) has expired"
            case X509_V_ERR_CERT_NOT_YET_VALID:
                "the certificate of \(host) is not valid yet; check the clock of this machine"
            case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
                "the certificate that was shown is not for \(host); use the host name that stands in the certificate"
            case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
                "the certificate of \(host) is self-signed; if that is as it should be, put it in \(authority)"
            case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
                "the certificate of \(host) comes from an authority that this machine does not trust; put the authority's certificate in \(authority)"
            case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
                X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
                "the certificate of \(host) comes from an authority that is unknown here; put the authority's certificate in \(authority)"
            case X509_V_ERR_CERT_REVOKED:
                "the certificate of \(host) was revoked"
            default:
                "the certificate of \(host) is not trusted: \(X509_verify_cert_error_string(Int(code)).map { String(cString: $0) } ?? "error \(code)")"
            }
        return TransportError(.untrustedCertificate, sentence)
    }
}
