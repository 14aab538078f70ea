import Glibc
import Synchronization

/// Keeps glibc's charset modules loaded.
///
/// iconv_open(3) loads a charset's module and iconv_close(3) unloads it with its last descriptor, which costs more than converting
/// a message. One descriptor of each charset that was ever used stays open for the life of the process; their count is bounded.
enum CharsetModules {
    /// More charsets than mail knows; what comes beyond is loaded each time.
    private static let limit = 64
    private static let held = Mutex<Set<String>>([])

    static func hold(_ name: String) {
        let isNew = held.withLock { held in held.count < limit && held.insert(name).inserted }
        if isNew { _ = iconv_open("UTF-8", name) }
    }
}
