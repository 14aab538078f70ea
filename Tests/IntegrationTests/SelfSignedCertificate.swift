import Foundation

/// A certificate of a test server's own, for `localhost` and `127.0.0.1`.
struct SelfSignedCertificate {
    let certificate: String
    let key: String

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Writes `cert.pem` and `key.pem` into that directory.
    init(in directory: String) async throws {
        certificate = "\(directory)/cert.pem"
        key = "\(directory)/key.pem"
        let outcome = try await Subprocess.run(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", certificate,
            ],
            directory: directory
        )
        guard outcome.status == 0 else { throw Failure(description: "openssl: \(outcome.errors)") }
    }
}
