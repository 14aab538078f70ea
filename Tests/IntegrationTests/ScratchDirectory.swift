import Foundation

/// A directory of a test's own, with a short path (sockets in it must keep under 108 octets), gone after the test.
struct ScratchDirectory {
    let path: String

    /// Makes the directory, lets `body` use it, and removes it whatever happens.
    static func with<Result>(_ body: (ScratchDirectory) async throws -> Result) async throws -> Result {
        var template = Array("/tmp/pr-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        chmod(path, 0o755)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(ScratchDirectory(path: path))
    }

    /// Writes a file under the directory, its parents too, and returns its absolute path.
    @discardableResult
    func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
        let file = "\(path)/\(name)"
        let parent = (file as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }
}
