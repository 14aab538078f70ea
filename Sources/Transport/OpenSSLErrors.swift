internal import COpenSSL

/// OpenSSL's queue of errors, which belongs to the thread.
internal enum OpenSSLErrors {
    /// The reason of the latest error, and the queue emptied.
    internal static func take() -> String {
        let code = ERR_peek_last_error()
        ERR_clear_error()
        guard code != 0 else { return "no reason given" }
        guard let reason = ERR_reason_error_string(code) else { return "OpenSSL error \(code)" }
        return String(cString: reason)
    }
}
