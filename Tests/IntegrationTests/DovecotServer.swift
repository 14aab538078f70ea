import Foundation
import Synchronization
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
    /// Where an SMTP server asks whether a name and password are right.
    var authenticationSocket: String { "\(directory)/run/auth-smtp" }
    private let directory: String
    private let process = Mutex<Subprocess?>(nil)
    private let configuration: String
    private let owner: (user: String, group: String, uid: UInt32, gid: UInt32)

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Starts a server, lets `body` use it, and stops it whatever happens.
    /// - Parameter mechanisms: The SASL mechanisms it offers.
    static func with<Result>(
        mechanisms: String = "plain login", _ body: (DovecotServer, ScratchDirectory) async throws -> Result
    ) async throws -> Result {
        try await ScratchDirectory.with { scratch in
            let server = try await DovecotServer(in: scratch, mechanisms: mechanisms)
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

    private init(in scratch: ScratchDirectory, mechanisms: String) async throws {
        guard Self.executable != nil else {
            throw Failure(description: "Dovecot is not installed: apt-get install dovecot-core dovecot-pop3d")
        }
        directory = "\(scratch.path)/d"
        owner = Self.serverOwner()
        for part in ["run", "state", "mail"] {
            try FileManager.default.createDirectory(atPath: "\(directory)/\(part)", withIntermediateDirectories: true)
        }
        certificate = try await SelfSignedCertificate(in: directory).certificate
        port = try LoopbackPort.free()
        tlsPort = try LoopbackPort.free()
        configuration = try scratch.write(
            Self.configuration(directory: directory, port: port, tlsPort: tlsPort, mechanisms: mechanisms, owner: owner),
            to: "d/dovecot.conf", mode: 0o644
        )
        for name in ["", "/run", "/state", "/mail", "/key.pem", "/cert.pem"] { chown(directory + name, owner.uid, owner.gid) }
        try await start()
    }

    /// Starts it, or starts it again, on the same ports and with the same mail.
    func start() async throws {
        let command = [Self.executable ?? "", "-F", "-c", configuration]
        let drop = ["/usr/bin/setpriv", "--reuid=\(owner.uid)", "--regid=\(owner.gid)", "--clear-groups"]
        let whole = getuid() == 0 ? drop + command : command
        let server = try Subprocess(whole[0], Array(whole.dropFirst()), directory: (directory as NSString).deletingLastPathComponent)
        process.withLock { $0 = server }
        try await waitUntilReady(server)
    }

    /// Asks the master to end, which ends its children, and waits for it.
    func stop() async {
        guard let server = process.withLock({ $0.take() }) else { return }
        server.signal(SIGTERM)
        // It waits for its children, and they may be in the midst of a session.
        _ = try? await server.outcome(within: .seconds(90))
    }

    private func waitUntilReady(_ process: Subprocess) async throws {
        for _ in 0..<200 {
            if LoopbackPort.answers(port), LoopbackPort.answers(tlsPort) { return }
            guard process.isRunning else { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        process.signal(SIGKILL)
        let outcome = try await process.outcome()
        let log = (try? String(contentsOfFile: "\(directory)/dovecot.log", encoding: .utf8)) ?? ""
        throw Failure(description: "Dovecot did not start: \(outcome.errors) \(log)")
    }

    // MARK: - Mail

    /// Where a user's mail lies, which another server may deliver to as ``owner``.
    func maildir(of user: String) -> String { "\(directory)/mail/\(user)/Maildir" }

    /// Puts messages into a user's mailbox, with LF line ends as Dovecot stores them.
    func deliver(_ messages: [MixedMessage], to user: String) throws {
        try deliver(messages.map { (serial: $0.serial, octets: $0.octets) }, to: user)
    }

    /// The same for messages that a test has written itself; serials order them, and must not repeat.
    func deliver(_ messages: [(serial: Int, octets: [UInt8])], to user: String) throws {
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
    /// Who owns the mail of test servers.
    static func serverOwner() -> (user: String, group: String, uid: UInt32, gid: UInt32) {
        let name = getuid() == 0 ? "nobody" : NSUserName()
        guard let entry = getpwnam(name)?.pointee, let group = getgrgid(entry.pw_gid)?.pointee.gr_name else {
            return (name, name, getuid(), getgid())
        }
        return (name, String(cString: group), entry.pw_uid, entry.pw_gid)
    }

    private static func configuration(
        directory: String, port: Int, tlsPort: Int, mechanisms: String, owner: (user: String, group: String, uid: UInt32, gid: UInt32)
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
        auth_mechanisms = \(mechanisms)
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
        service auth {
          unix_listener auth-smtp {
            mode = 0666
          }
        }
        service anvil {
          chroot =
          # Nobody waits for having been wrong before.
          unix_listener anvil-auth-penalty {
            mode = 0
          }
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
