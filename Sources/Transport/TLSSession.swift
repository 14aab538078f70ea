internal import COpenSSL
internal import NIOCore

/// One TLS session over memory: ciphertext is fed in and drained out, plaintext read and written. The one owner of its `SSL`.
///
/// It knows no sockets. It belongs to the event loop of its handler.
internal struct TLSSession: ~Copyable {
    internal enum Step {
        case done
        /// More ciphertext is needed.
        case wantsInput
    }

    internal enum PlaintextEnd {
        case wantsInput
        /// The peer said close_notify: the stream is whole.
        case closeNotify
    }

    private let ssl: OpaquePointer
    private let input: OpaquePointer
    private let output: OpaquePointer
    private let context: TLSContext
    private let hostName: String?
    private let authorityFile: String?

    deinit { SSL_free(ssl) }

    /// - Parameter hostName: Whom the certificate must be for; nil on the server's side.
    internal init(_ context: TLSContext, hostName: String?, authorityFile: String?) throws(TransportError) {
        let failure = TransportError(.badTLSConfiguration, "OpenSSL could not start a session")
        guard let ssl = SSL_new(context.pointer) else { throw failure }
        guard let input = BIO_new(BIO_s_mem()), let output = BIO_new(BIO_s_mem()) else {
            SSL_free(ssl)
            throw failure
        }
        postroom_BIO_set_mem_eof_return(input, -1)
        postroom_BIO_set_mem_eof_return(output, -1)
        SSL_set_bio(ssl, input, output)
        if context.isServer {
            SSL_set_accept_state(ssl)
        } else {
            SSL_set_connect_state(ssl)
            guard Self.expect(hostName ?? "", in: ssl) else {
                SSL_free(ssl)
                throw TransportError(.badTLSConfiguration, "\(Printable.cut(hostName ?? "")) is not a host name that a certificate can be checked for")
            }
        }
        self.ssl = ssl
        self.input = input
        self.output = output
        self.context = context
        self.hostName = hostName
        self.authorityFile = authorityFile
    }

    /// Host name or address that the certificate must carry, and SNI for names (RFC 6066 §3).
    private static func expect(_ host: String, in ssl: OpaquePointer) -> Bool {
        let name = host.hasSuffix(".") ? String(host.dropLast()) : host
        guard !name.isEmpty, !name.utf8.contains(0), let parameters = SSL_get0_param(ssl) else { return false }
        if X509_VERIFY_PARAM_set1_ip_asc(parameters, name) == 1 { return true }
        ERR_clear_error()
        X509_VERIFY_PARAM_set_hostflags(parameters, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
        return X509_VERIFY_PARAM_set1_host(parameters, name, name.utf8.count) == 1
            && postroom_SSL_set_tlsext_host_name(ssl, name) == 1
    }

    internal mutating func feed(_ ciphertext: ByteBuffer) {
        ciphertext.withUnsafeReadableBytes { octets in
            _ = BIO_write(input, octets.baseAddress, Int32(clamping: octets.count))
        }
    }

    /// What is to be sent, or nil.
    internal mutating func drain() -> ByteBuffer? {
        var start: UnsafePointer<CChar>?
        let count = postroom_BIO_get_mem_data(output, &start)
        guard count > 0 else { return nil }
        let buffer = ByteBuffer(bytes: UnsafeRawBufferPointer(start: start, count: count))
        _ = postroom_BIO_reset(output)
        return buffer
    }

    internal mutating func handshake() throws(TransportError) -> Step {
        ERR_clear_error()
        let result = SSL_do_handshake(ssl)
        if result == 1 { return .done }
        if SSL_get_error(ssl, result) == SSL_ERROR_WANT_READ { return .wantsInput }
        throw failure("the TLS handshake\(partner) failed")
    }

    /// Appends the plaintext that is there to `buffer`.
    internal mutating func read(into buffer: inout ByteBuffer) throws(TransportError) -> PlaintextEnd {
        while true {
            ERR_clear_error()
            var result: Int32 = 0
            buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: 1 << 14) { octets in
                var count = 0
                result = SSL_read_ex(ssl, octets.baseAddress, octets.count, &count)
                return count
            }
            guard result != 1 else { continue }
            switch SSL_get_error(ssl, result) {
            case SSL_ERROR_WANT_READ: return .wantsInput
            case SSL_ERROR_ZERO_RETURN: return .closeNotify
            default: throw failure("TLS\(partner) broke off")
            }
        }
    }

    internal mutating func write(_ plaintext: ByteBuffer) throws(TransportError) {
        guard plaintext.readableBytes > 0 else { return }
        ERR_clear_error()
        let result = plaintext.withUnsafeReadableBytes { octets in
            var count = 0
            return SSL_write_ex(ssl, octets.baseAddress, octets.count, &count)
        }
        guard result == 1 else { throw failure("TLS\(partner) could not send") }
    }

    /// Says close_notify.
    internal mutating func shutDown() {
        ERR_clear_error()
        _ = SSL_shutdown(ssl)
        ERR_clear_error()
    }

    private var partner: String { hostName.map { " with \(Printable.cut($0))" } ?? "" }

    private func failure(_ what: String) -> TransportError {
        let verdict = SSL_get_verify_result(ssl)
        let reason = OpenSSLErrors.take()
        if !context.isServer, verdict != Int(X509_V_OK) {
            return CertificateVerdict.error(code: Int32(verdict), host: hostName ?? "", authorityFile: authorityFile)
        }
        if reason.contains("wrong version number") || reason.contains("packet length too long") {
            return TransportError(.handshakeFailed, "\(what): the other side does not speak TLS on this port")
        }
        if reason.contains("unsupported protocol") || reason.contains("alert protocol version") {
            return TransportError(.handshakeFailed, "\(what): the other side speaks only versions of TLS older than 1.2")
        }
        return TransportError(.handshakeFailed, "\(what): \(reason)")
    }
}
