import Foundation
import Testing

/// A real Dovecot as a private POP3 server on loopback, for the length of one test.
///
/// Every user name is valid, with the password ``password``. It runs as the user who runs the tests, or as `nobody` when that is
/// root, which Dovecot's processes refuse to be.
final class DovecotServer: Sendable {
    static let password = "correct-horse"
    static let executable = ["/usr/sbin/dovecot", "/usr/local/sbin/dovecot", "/usr/bin/dovecot"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// False only where Dovecot is missing and nobody insists: with `CI` set, the tests run and fail on it.
    static let isExpected = executable != nil || ProcessInfo.processInfo.environment["CI"] != nil

    /// POP3 with STLS.
    let port: Int
    /// POP3 within TLS.
    let tlsPort: Int
    /// Its certificate, self-signed, for `localhost` and `127.0.0.1`.
    let certificate: String
    private let directory: String
    private let process: Subprocess
    private let owner: (user: String, group: String, uid: UInt32, gid: UInt32)

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Starts a server, lets `body` use it, and stops it whatever happens.
    static func with<Result>(_ body: (DovecotServer, ScratchDirectory) async throws -> Result) async throws -> Result {
        try await ScratchDirectory.with { scratch in
            let server = try await DovecotServer(in: scratch)
            do {
                let result = try await body(server, scratch)
                await server.stop()
                return result
            } catch {
                await server.stop()
                throw error
            }
        }
    }

    private init(in scratch: ScratchDirectory) async throws {
        guard let executable = Self.executable else {
            throw Failure(description: "Dovecot is not installed: apt-get install dovecot-core dovecot-pop3d")
        }
        directory = "\(scratch.path)/d"
        certificate = "\(directory)/cert.pem"
        owner = Self.serverOwner()
        for part in ["run", "state", "mail"] {
            try FileManager.default.createDirectory(atPath: "\(directory)/\(part)", withIntermediateDirectories: true)
        }
        try await Self.makeCertificate(in: directory)
        port = try Self.freePort()
        tlsPort = try Self.freePort()
        let configuration = try scratch.write(
            Self.configuration(directory: directory, port: port, tlsPort: tlsPort, owner: owner), to: "d/dovecot.conf", mode: 0o644
        )
        for name in ["", "/run", "/state", "/mail", "/key.pem", "/cert.pem"] { chown(directory + name, owner.uid, owner.gid) }
        let command = [executable, "-F", "-c", configuration]
        if getuid() == 0 {
            process = try Subprocess(
                "/usr/bin/setpriv", ["--reuid=\(owner.uid)", "--regid=\(owner.gid)", "--clear-groups"] + command,
                directory: scratch.path
            )
        } else {
            process = try Subprocess(executable, Array(command.dropFirst()), directory: scratch.path)
        }
        try await waitUntilReady()
    }

    /// Asks the master to end, which ends its children, and waits for it.
    private func stop() async {
        process.signal(SIGTERM)
        _ = try? await process.outcome(within: .seconds(10))
    }

    private func waitUntilReady() async throws {
        for _ in 0..<200 {
            if Self.connects(to: port), Self.connects(to: tlsPort) { return }
            guard process.isRunning else { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        process.signal(SIGKILL)
        let outcome = try await process.outcome()
        let log = (try? String(contentsOfFile: "\(directory)/dovecot.log", encoding: .utf8)) ?? ""
        throw Failure(description: "Dovecot did not start: \(outcome.errors) \(log)")
    }

    // MARK: - Mail

    private func maildir(of user: String) -> String { "\(directory)/mail/\(user)/Maildir" }

    /// Puts messages into a user's mailbox, with LF line ends as Dovecot stores them.
    func deliver(_ messages: [MixedMessage], to user: String) throws {
        let maildir = maildir(of: user)
        for part in ["cur", "new", "tmp"] {
            try FileManager.default.createDirectory(atPath: "\(maildir)/\(part)", withIntermediateDirectories: true)
        }
        for message in messages {
            // Whole before it can be seen: Dovecot may be looking while the test adds mail.
            let name = "17\(String(100_000_000 + message.serial)).M\(message.serial).test"
            try Data(message.octets).write(to: URL(fileURLWithPath: "\(maildir)/tmp/\(name)"))
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: "\(maildir)/tmp/\(name)")
            try FileManager.default.moveItem(atPath: "\(maildir)/tmp/\(name)", toPath: "\(maildir)/new/\(name)")
        }
        for part in ["", "/..", "/cur", "/new", "/tmp"] { chown(maildir + part, owner.uid, owner.gid) }
    }

    /// How many messages the server still has for a user.
    func remaining(for user: String) -> Int {
        ["cur", "new"].reduce(0) { count, part in
            count + ((try? FileManager.default.contentsOfDirectory(atPath: "\(maildir(of: user))/\(part)").count) ?? 0)
        }
    }
}

// MARK: - Setting up

extension DovecotServer {
    private static func serverOwner() -> (user: String, group: String, uid: UInt32, gid: UInt32) {
        let name = getuid() == 0 ? "nobody" : NSUserName()
        guard let entry = getpwnam(name)?.pointee, let group = getgrgid(entry.pw_gid)?.pointee.gr_name else {
            return (name, name, getuid(), getgid())
        }
        return (name, String(cString: group), entry.pw_uid, entry.pw_gid)
    }

    private static func makeCertificate(in directory: String) async throws {
        let outcome = try await Subprocess.run(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                "-keyout", "\(directory)/key.pem", "-out", "\(directory)/cert.pem",
            ],
            directory: directory
        )
        guard outcome.status == 0 else { throw Failure(description: "openssl: \(outcome.errors)") }
    }

    /// A port that was free a moment ago.
    private static func freePort() throws -> Int {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0 }
        }
        guard bound else { throw Failure(description: "no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func connects(to port: Int) -> Bool {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = loopback(port: port)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func configuration(
        directory: String, port: Int, tlsPort: Int, owner: (user: String, group: String, uid: UInt32, gid: UInt32)
    ) -> String {
        """
        base_dir = \(directory)/run
        state_dir = \(directory)/state
        log_path = \(directory)/dovecot.log
        info_log_path = /dev/null
        protocols = pop3
        listen = 127.0.0.1
        default_internal_user = \(owner.user)
        default_internal_group = \(owner.group)
        default_login_user = \(owner.user)
        first_valid_uid = 1
        first_valid_gid = 1
        ssl = yes
        ssl_cert = <\(directory)/cert.pem
        ssl_key = <\(directory)/key.pem
        disable_plaintext_auth = no
        auth_mechanisms = plain login
        auth_failure_delay = 0
        passdb {
          driver = static
          args = password=\(password)
        }
        userdb {
          driver = static
          args = uid=\(owner.uid) gid=\(owner.gid) home=\(directory)/mail/%u
        }
        mail_location = maildir:~/Maildir
        mail_max_userip_connections = 100
        mail_fsync = never
        service anvil {
          chroot =
        }
        service stats {
          chroot =
        }
        service pop3-login {
          chroot =
          inet_listener pop3 {
            port = \(port)
          }
          inet_listener pop3s {
            port = \(tlsPort)
            ssl = yes
          }
        }
        """
    }
}
