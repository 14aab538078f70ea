/// Paths that rule files name: relative ones are taken from the folder of the file that names them.
enum RulePath {
    static func resolve(_ path: String, relativeTo file: String) -> String {
        if path.hasPrefix("/") || path.hasPrefix("~") { return path }
        guard let slash = file.lastIndex(of: "/") else { return normalised(path) }
        return normalised(file[...slash] + path)
    }

    /// Without `.` and, where a folder stands before them, without `..`.
    static func normalised(_ path: String) -> String {
        var out: [Substring] = []
        for part in path.split(separator: "/", omittingEmptySubsequences: true) {
            if part == "." { continue }
            if part == "..", let last = out.last, last != ".." { out.removeLast() } else { out.append(part) }
        }
        return (path.hasPrefix("/") ? "/" : "") + out.joined(separator: "/")
    }
}
