import SourceText

/// Finds the name that was probably meant.
enum NearestName {
    /// What people write who know other programs' configurations.
    private static let synonyms = [
        "server": "host", "hostname": "host", "address": "host", "username": "user", "login": "user", "ssl": "tls", "security": "tls",
        "encryption": "tls", "interval": "poll", "every": "poll", "passwd": "password", "pass": "password",
        "password-cmd": "password-command", "pass-command": "password-command", "passwordeval": "password-command",
        "ca": "ca-file", "cafile": "ca-file", "mechanism": "auth", "rule": "rules", "folder": "folders", "store": "folders",
        "dir": "directory", "account": "accounts", "sender": "from", "tz": "timezone", "limit": "limits", "path": "maildir",
    ]

    /// The nearest of the known names: the same but for case and `_`, a known synonym, or at most a third of its letters away.
    static func to(_ name: String, among known: [String]) -> String? {
        guard name.utf8.count <= 48 else { return nil }
        let plain = name.lowercased().map { $0 == "_" ? "-" : String($0) }.joined()
        if known.contains(plain) { return plain }
        if let meant = synonyms[plain], known.contains(meant) { return meant }
        let scored = known.map { (name: $0, distance: EditDistance.between(Array(plain.utf8), Array($0.utf8))) }
        guard let best = scored.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(1, max(plain.utf8.count, best.name.utf8.count) / 3) ? best.name : nil
    }
}
