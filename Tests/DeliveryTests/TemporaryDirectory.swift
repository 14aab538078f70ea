import Foundation

/// A directory of a test's own, removed with everything in it.
final class TemporaryDirectory {
    let path: String

    init(in parent: String = NSTemporaryDirectory()) throws {
        let url = URL(fileURLWithPath: parent).appendingPathComponent("postroom-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func octets(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path + "/" + name))) }

    func names(_ name: String = "") throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path + "/" + name).sorted() }
}
