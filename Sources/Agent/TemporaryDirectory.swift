import Glibc
import Spool

/// A directory of our own under `$TMPDIR`, mode 0700.
struct TemporaryDirectory {
    let path: String

    init() throws(FileError) {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/postroom.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FileError("make a directory in", base, code: errno) }
        path = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes it with the files in it.
    func remove() {
        if let directory = try? Directory.open(path), let names = try? directory.names() {
            for name in names { try? directory.remove(name) }
        }
        rmdir(path)
    }
}
