import Crypto
import Foundation
import MailMessage
import Store

/// What the octets of a file here tell of the message as the server gave it out.
///
/// Files have LF line ends where the server sent CRLF, and all else as it came: so each LF becomes a CRLF again. For a message that came
/// with a bare LF, and for a copy whose header was edited, that is not so, and they are known by their headers alone.
enum StoredOctets {
    /// Octets that are turned and hashed at once.
    private static let piece = 64 << 10

    /// - Throws: ``FileError``, or what mapping the file throws.
    static func finding(at path: String, place: String) throws -> FolderFinding {
        finding(try Octets.mapping(path: path), place: place, try SHA256Hasher())
    }

    private static func finding(_ octets: Octets, place: String, _ hasher: consuming SHA256Hasher) -> FolderFinding {
        var hasher = hasher
        var size = 0
        var buffer: [UInt8] = []
        buffer.reserveCapacity(2 * piece)
        octets.withUnsafeBytes { all in
            var start = 0
            while start < all.count {
                let end = min(start + piece, all.count)
                buffer.removeAll(keepingCapacity: true)
                for octet in all[start..<end] {
                    if octet == 0x0A { buffer.append(0x0D) }
                    buffer.append(octet)
                }
                buffer.withUnsafeBytes { hasher.update($0) }
                size += buffer.count
                start = end
            }
        }
        return FolderFinding(
            contentHash: hasher.finish(), size: size, storedSize: octets.count, summary: MessageSummary(Message(octets, limits: .default)), place: place)
    }

    /// Whether a file may be all of a message: the last line of one that came by POP3 has its end (RFC 1939 §3).
    static func isWhole(_ path: String) throws -> Bool {
        let octets = try Octets.mapping(path: path)
        return octets.withUnsafeBytes { $0.last == 0x0A }
    }
}
