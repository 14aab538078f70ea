import Foundation
import Glibc

/// Turns paths as people write them into paths that can be opened.
struct PathExpansion {
    /// Relative paths begin here; empty: the working directory.
    let base: String
    let home: String

    init(base: String, environment: [String: String]) {
        self.base = base
        self.home = Self.home(environment)
    }

    /// `~/x` and `$HOME/x` are in the home directory; what doesn't begin with a slash is below the base. Nil for `~other/x`.
    func callAsFunction(_ path: String) -> String? {
        for prefix in ["~", "$HOME", "${HOME}"] where path == prefix || path.hasPrefix(prefix + "/") {
            return home + path.dropFirst(prefix.count)
        }
        if path.hasPrefix("~") { return nil }
        if path.hasPrefix("/") || base.isEmpty { return path }
        return base.hasSuffix("/") ? base + path : base + "/" + path
    }

    /// `$HOME`, or what the system's user database says.
    static func home(_ environment: [String: String]) -> String {
        if let home = environment["HOME"], home.hasPrefix("/") { return home.count > 1 && home.hasSuffix("/") ? String(home.dropLast()) : home }
        return NSHomeDirectory()
    }

    /// All before the last slash.
    static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    enum Kind { case missing, file, directory, other, unreachable(reason: String) }

    /// What stands at a path, symbolic links followed.
    static func kind(of path: String) -> Kind {
        var information = stat()
        guard stat(path, &information) == 0 else {
            return errno == ENOENT || errno == ENOTDIR ? .missing : .unreachable(reason: FileContents.words(errno))
        }
        switch information.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .directory
        default: return .other
        }
    }
}
