import Foundation
import Synchronization
import Testing

/// A real Postfix as a private SMTP server on loopback, for the length of one test, with configuration, queue and data of its own.
///
/// It accepts mail for every address, and delivers it into Maildirs of the scratch directory. Postfix's master needs root; as
/// anybody else these tests are skipped.
final class PostfixServer: Sendable {
    /// What is out of the ordinary about a server.
    struct Options: Sendable {
        /// Where Dovecot answers for names and passwords; nil: no AUTH. With AUTH, who has not signed in may send nothing.
        var authenticationSocket: String?
        /// The SASL mechanisms of Dovecot's that are announced.
        var mechanisms = "static:all"
        /// In octets.
        var messageSizeLimit = 10_240_000
        /// EHLO keywords that are not announced, such as `8bitmime`.
        var hiddenKeywords: [String] = []
        /// Addresses that are refused at RCPT, with the answer.
        var refused: [String: String] = [:]
        /// Addresses that are accepted, and then bounced.
        var undeliverable: [String] = []
        /// Where the mail of an address goes, below the scratch directory; of all others, to `p/mail/all`.
        var mailboxes: [String: String] = [:]
        /// Further lines of main.cf.
        var further = ""

        init(authenticationSocket: String? = nil) { self.authenticationSocket = authenticationSocket }
    }

    static let master = "/usr/lib/postfix/sbin/master"
    static let isInstalled = FileManager.default.isExecutableFile(atPath: master)

    /// With `CI` set, the tests run and fail on what is missing.
    static let isExpected = (isInstalled && getuid() == 0) || ProcessInfo.processInfo.environment["CI"] != nil

    /// Without TLS or with STARTTLS.
    let port: Int
    /// SMTP within TLS.
    let tlsPort: Int
    /// Its certificate, self-signed, for `localhost` and `127.0.0.1`.
    let certificate: String
    let directory: String
    private let scratch: ScratchDirectory
    private let process = Mutex<Subprocess?>(nil)

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Makes a server, starts it if wanted, lets `body` use it, and stops it whatever happens.
    static func with<Result>(
        _ options: Options = Options(), in scratch: ScratchDirectory, isUp: Bool = true, _ body: (PostfixServer) async throws -> Result
    ) async throws -> Result {
        let server = try await PostfixServer(options, in: scratch)
        do {
            if isUp { try await server.start() }
            let result = try await body(server)
            await server.stop()
            return result
        } catch {
            await server.stop()
            throw error
        }
    }

    private init(_ options: Options, in scratch: ScratchDirectory) async throws {
        guard Self.isInstalled else { throw Failure(description: "Postfix is not installed: apt-get install postfix") }
        guard getuid() == 0 else { throw Failure(description: "Postfix needs root") }
        self.scratch = scratch
        directory = "\(scratch.path)/p"
        for part in ["configuration", "queue", "data", "mail"] {
            try FileManager.default.createDirectory(atPath: "\(directory)/\(part)", withIntermediateDirectories: true)
        }
        certificate = try await SelfSignedCertificate(in: directory).certificate
        port = try LoopbackPort.free()
        tlsPort = try LoopbackPort.free()
        let owner = DovecotServer.serverOwner()
        chown("\(directory)/mail", owner.uid, owner.gid)
        let texts = PostfixConfiguration(options: options, root: scratch.path, directory: directory, port: port, tlsPort: tlsPort, owner: owner)
        try scratch.write(texts.main, to: "p/configuration/main.cf", mode: 0o644)
        try scratch.write(texts.master, to: "p/configuration/master.cf", mode: 0o644)
        try scratch.write(texts.refused, to: "p/configuration/refused", mode: 0o644)
        try scratch.write(texts.mailboxes, to: "p/configuration/mailboxes", mode: 0o644)
        try scratch.write(texts.transports, to: "p/configuration/transports", mode: 0o644)
        try makeQueue()
    }

    /// As `postfix check` does, but at once.
    private func makeQueue() throws {
        guard let postfix = getpwnam("postfix")?.pointee, let drop = getgrnam("postdrop")?.pointee else {
            throw Failure(description: "there is no user postfix, or no group postdrop")
        }
        chown("\(directory)/data", postfix.pw_uid, postfix.pw_gid)
        let modes: [String: mode_t] = ["public": 0o2710, "maildrop": 0o1730, "pid": 0o755]
        for part in [
            "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace", "public", "maildrop", "pid",
        ] {
            let path = "\(directory)/queue/\(part)"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            let isShared = part == "public" || part == "maildrop"
            if part != "pid" { chown(path, postfix.pw_uid, isShared ? drop.gr_gid : 0) }
            chmod(path, modes[part] ?? 0o700)
        }
    }

    // MARK: - Up and down

    func start() async throws {
        // Beneath a shell: the master closes the descriptor by which Foundation would see it end.
        let master = try Subprocess(
            "/bin/sh", ["-c", "\"$@\"; exit", "sh", Self.master, "-c", "\(directory)/configuration", "-d"], directory: scratch.path)
        process.withLock { $0 = master }
        for _ in 0..<400 {
            if LoopbackPort.answers(port), LoopbackPort.answers(tlsPort) { return }
            guard master.isRunning else { break }
            try await Task.sleep(for: .milliseconds(25))
        }
        await stop()
        throw Failure(description: "Postfix did not start: \(log)")
    }

    /// Ends the master and all that it has started at once; mail in its queue stays there.
    func stop() async {
        guard let shell = process.withLock({ $0.take() }) else { return }
        // A program that Foundation starts leads a process group of its own. The master and its children are in it.
        let group = shell.identifier
        if getpgid(group) == group { kill(-group, SIGKILL) }
        _ = try? await shell.outcome(within: .seconds(10))
        for _ in 0..<200 where LoopbackPort.answers(port) || LoopbackPort.answers(tlsPort) { try? await Task.sleep(for: .milliseconds(25)) }
    }

    /// Changes what is refused at RCPT, for a server that is down, or until it was.
    func refuse(_ refused: [String: String]) throws {
        try scratch.write(PostfixConfiguration.table(refused), to: "p/configuration/refused", mode: 0o644)
    }

    // MARK: - What became of it

    var log: String { (try? String(contentsOfFile: "\(directory)/log", encoding: .utf8)) ?? "" }

    /// How many connections were made, but for those that say nothing but that the port is open.
    var connections: Int {
        log.split(separator: "\n").count { $0.contains("/smtpd[") && $0.contains(": disconnect from") && $0.contains("ehlo=") }
    }

    /// How many messages were taken, as the log has it.
    var accepted: Int { log.split(separator: "\n").count { $0.contains("/qmgr[") && $0.contains("(queue active)") } }

    /// What lies in a mailbox, in the order of arrival; Postfix may still be delivering.
    func mail(in mailbox: String = "p/mail/all") throws -> [StoredMail] {
        let directory = "\(scratch.path)/\(mailbox)"
        return try ["new", "cur"].flatMap { part in
            try ((try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/\(part)")) ?? []).sorted().map { name in
                StoredMail(octets: Array(try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(part)/\(name)"))))
            }
        }
    }

    /// Waits until Postfix has delivered whatever it has accepted, and returns what lies in the mailbox.
    func settledMail(in mailbox: String = "p/mail/all") async throws -> [StoredMail] {
        for _ in 0..<600 {
            if ["incoming", "active", "maildrop"].allSatisfy({ isEmpty($0) }) { return try mail(in: mailbox) }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("Postfix is still delivering after half a minute")
        return try mail(in: mailbox)
    }

    /// Whether a queue holds no message. A file that its owner can't execute is one that was never accepted: of a Postfix that was killed.
    private func isEmpty(_ queue: String) -> Bool {
        let path = "\(directory)/queue/\(queue)"
        let files = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return !files.contains { file in
            var status = stat()
            return stat("\(path)/\(file)", &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_mode & S_IXUSR != 0
        }
    }
}
