internal import COpenSSL

/// The settings that TLS sessions of one kind share: the one owner of an `SSL_CTX`.
///
/// `@unchecked Sendable`: the context is written only in the initialisers, before anybody else has it; afterwards `SSL_new` alone
/// uses it, which OpenSSL allows from any thread at once (its reference count and its session cache have locks of their own).
internal final class TLSContext: @unchecked Sendable {
    internal let pointer: OpaquePointer
    internal let isServer: Bool

    deinit { SSL_CTX_free(pointer) }

    private init(server: Bool) throws(TransportError) {
        guard let pointer = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method()) else {
            throw TransportError(.badTLSConfiguration, "OpenSSL could not be set up: \(OpenSSLErrors.take())")
        }
        self.pointer = pointer
        isServer = server
        _ = postroom_SSL_CTX_set_min_proto_version(pointer, TLS1_2_VERSION)
        _ = SSL_CTX_set_options(pointer, Self.noRenegotiation)
        // Records arrive in as few copies as possible.
        SSL_CTX_set_default_read_buffer_len(pointer, 1 << 16)
        postroom_SSL_CTX_set_read_ahead(pointer, 1)
    }

    /// `SSL_OP_NO_RENEGOTIATION`, a macro that is not imported.
    private static let noRenegotiation: UInt64 = 1 << 30

    /// A client's context. Reads files: not for the cooperative pool.
    internal convenience init(client configuration: TLSConfiguration) throws(TransportError) {
        try self.init(server: false)
        if configuration.trustsSystemStore { SSL_CTX_set_default_verify_paths(pointer) }
        if let file = configuration.authorityFile {
            guard SSL_CTX_load_verify_locations(pointer, file, nil) == 1 else {
                let reason = OpenSSLErrors.take()
                let isUnreadable = reason == "system lib" || reason.contains("No such file") || reason.contains("ermission")
                throw TransportError(
                    .badTLSConfiguration, "ca-file \(Printable.cut(file)) \(isUnreadable ? "cannot be read" : "holds no certificate in PEM")"
                )
            }
        }
        if let text = configuration.authorityPEM {
            let store = SSL_CTX_get_cert_store(pointer)
            var added = 0
            Self.forEachCertificate(in: text) { certificate in
                if X509_STORE_add_cert(store, certificate) == 1 { added += 1 }
            }
            guard added > 0 else { throw TransportError(.badTLSConfiguration, "the given authorities hold no certificate") }
        }
        SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER, nil)
        // A server's own certificate, or an authority in the middle, in `ca-file` is trusted as it stands.
        X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(pointer), UInt(X509_V_FLAG_PARTIAL_CHAIN))
    }

    internal convenience init(server configuration: ServerTLSConfiguration) throws(TransportError) {
        try self.init(server: true)
        var isFirst = true
        var worked = true
        Self.forEachCertificate(in: configuration.certificatePEM) { certificate in
            if isFirst {
                worked = SSL_CTX_use_certificate(pointer, certificate) == 1
            } else {
                worked = worked && postroom_SSL_CTX_add1_chain_cert(pointer, certificate) == 1
            }
            isFirst = false
        }
        let key = Self.withMemory(configuration.privateKeyPEM) { PEM_read_bio_PrivateKey($0, nil, nil, nil) }
        defer { EVP_PKEY_free(key) }
        guard !isFirst, worked, let key, SSL_CTX_use_PrivateKey(pointer, key) == 1, SSL_CTX_check_private_key(pointer) == 1 else {
            throw TransportError(.badTLSConfiguration, "the server's certificate and key do not work: \(OpenSSLErrors.take())")
        }
    }

    private static func withMemory<Result>(_ text: String, _ use: (OpaquePointer?) -> Result) -> Result {
        var text = text
        return text.withUTF8 { octets in
            let bio = BIO_new_mem_buf(octets.baseAddress, Int32(clamping: octets.count))
            defer { BIO_free(bio) }
            return use(bio)
        }
    }

    private static func forEachCertificate(in text: String, _ use: (OpaquePointer) -> Void) {
        withMemory(text) { bio in
            while let certificate = PEM_read_bio_X509(bio, nil, nil, nil) {
                use(certificate)
                X509_free(certificate)
            }
        }
        ERR_clear_error()  // The end of the text is an error to OpenSSL.
    }
}
