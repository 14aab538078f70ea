import Configuration
import Foundation
import Glibc

/// All messages of a folder store, one after the other; whoever put them there.
///
/// Follows no symbolic link, and has no more in memory than the names of one directory.
struct FolderCensus {
    /// Directories within directories that are looked into.
    private static let deepest = 32

    struct File {
        let path: String
        /// The name without what readers append to it.
        let name: String
        /// The folder's directory, as a place for people.
        let place: String
    }

    let store: FolderStore

    /// - Parameter body: Told each file.
    func each(_ body: (File) throws -> Void) throws {
        guard case .maildir(let root, _) = store else { return }
        var waiting: [(path: String, depth: Int)] = [(root, 0)]
        while let (path, depth) = waiting.popLast() {
            for part in ["new", "cur"] where Self.isDirectory("\(path)/\(part)") {
                for file in try Self.names(in: "\(path)/\(part)") where !file.hasPrefix(".") {
                    let name = file.firstIndex(of: ":").map { String(file[..<$0]) } ?? file
                    try body(File(path: "\(path)/\(part)/\(file)", name: name, place: path))
                }
            }
            guard depth < Self.deepest else { continue }
            for name in try Self.names(in: path) where !["new", "cur", "tmp"].contains(name) && Self.isDirectory("\(path)/\(name)") {
                waiting.append(("\(path)/\(name)", depth + 1))
            }
        }
    }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// None where there is no such directory.
    private static func names(in path: String) throws -> [String] {
        do { return try FileManager.default.contentsOfDirectory(atPath: path) } catch CocoaError.fileReadNoSuchFile { return [] }
    }
}
