import Foundation
import Testing

/// Dovecot's tool, asked about folders of a test. Dovecot reads no mail as root, so root asks it as `nobody`.
struct Dovecot {
    static let path = "/usr/bin/doveadm"
    private static let nobody = 65534

    let home: String
    let location: String
    let plugins: String

    /// Every mailbox with the number of its messages.
    func counts() throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for line in try run(["mailbox", "status", "messages", "*"]).split(separator: "\n") {
            guard let mark = line.range(of: " messages=", options: .backwards) else { continue }
            counts[String(line[..<mark.lowerBound])] = Int(line[mark.upperBound...])
        }
        return counts
    }

    /// Runs doveadm and gives back what it says. All files of the home are this user's again afterwards.
    func run(_ arguments: [String]) throws -> String {
        let asRoot = geteuid() == 0
        let user = asRoot ? Self.nobody : Int(geteuid())
        let group = asRoot ? Self.nobody : Int(getegid())
        let configuration = """
            base_dir = \(home)/base
            log_path = /dev/stderr
            ssl = no
            first_valid_uid = \(user)
            first_valid_gid = \(group)
            mail_uid = \(user)
            mail_gid = \(group)
            mail_home = \(home)
            mail_location = \(location)
            mail_plugins = \(plugins)
            namespace inbox {
              inbox = yes
              separator = /
            }
            """
        try configuration.write(toFile: home + "/dovecot.conf", atomically: false, encoding: .utf8)
        if asRoot {
            let files = FileManager.default.enumerator(atPath: home)?.compactMap { ($0 as? String).map { home + "/" + $0 } } ?? []
            for file in [home] + files { try #require(lchown(file, uid_t(user), gid_t(group)) == 0) }
        }
        let process = Process()
        let command = [Self.path, "-c", home + "/dovecot.conf"] + arguments
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            (asRoot ? ["setpriv", "--reuid", "\(user)", "--regid", "\(group)", "--clear-groups"] : []) + command
        process.environment = ["HOME": home, "USER": "ann", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        if asRoot {
            let files = FileManager.default.enumerator(atPath: home)?.compactMap { ($0 as? String).map { home + "/" + $0 } } ?? []
            for file in [home] + files { try #require(lchown(file, geteuid(), getegid()) == 0) }
        }
        return text
    }
}
