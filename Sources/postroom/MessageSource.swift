import Foundation
import Glibc
import MailMessage
import SourceText

/// Where a message that was named on the command line comes from.
enum MessageSource {
    case file(String)
    case standardInput
    /// A folder without a message.
    case emptyFolder(String)

    /// The largest message read from standard input, in octets.
    static let longestInput = 256 << 20

    /// A path as the messages it stands for: a file, `-`, the files of a folder, or those of a Maildir's `new` and `cur`.
    static func expand(_ argument: String) -> [MessageSource] {
        if argument == "-" { return [.standardInput] }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: argument, isDirectory: &isFolder), isFolder.boolValue else {
            return [.file(argument)]
        }
        let maildir = ["new", "cur"].map { argument + "/" + $0 }.filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
        }
        let messages = (maildir.isEmpty ? [argument] : maildir).flatMap(files)
        return messages.isEmpty ? [.emptyFolder(argument)] : messages
    }

    private static func files(in folder: String) -> [MessageSource] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted().map { folder + "/" + $0 }.filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
        }.map { .file($0) }
    }

    var name: String {
        switch self {
        case .file(let path), .emptyFolder(let path): path
        case .standardInput: "-"
        }
    }

    /// The message; nil if it can't be read, and standard error says why.
    func message(_ limits: MessageLimits) -> Message? {
        if case .emptyFolder(let path) = self {
            Console.fail("\(DisplayText.escaped(path, maximum: 300)) holds no messages")
            return nil
        }
        do {
            return Message(try octets(), limits: limits)
        } catch {
            Console.fail("\(DisplayText.escaped(name, maximum: 300)) can't be read: \(Self.reason(error))")
            return nil
        }
    }

    /// Why a message could not be read, as a clause.
    private static func reason(_ error: any Error) -> String {
        switch error {
        case MailMessageError.unreadable(_, let number): String(cString: strerror(number)).lowercased()
        case MailMessageError.notAFile: "it is no regular file"
        default: "\(error)"
        }
    }

    private func octets() throws -> Octets {
        switch self {
        case .file(let path):
            do {
                return try Octets.mapping(path: path)
            } catch MailMessageError.notAFile {
                // A pipe: what a shell gives for `<(command)`.
                let descriptor = open(path, O_RDONLY | O_CLOEXEC)
                guard descriptor >= 0 else { throw MailMessageError.unreadable(path: path, errno: errno) }
                defer { close(descriptor) }
                return try Self.read(descriptor, path)
            }
        case .standardInput: return try Self.read(STDIN_FILENO, "-")
        case .emptyFolder: return Octets([])
        }
    }

    /// Reads to the end.
    private static func read(_ descriptor: Int32, _ path: String) throws(MailMessageError) -> Octets {
        var octets: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while octets.count < longestInput {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw .unreadable(path: path, errno: errno)
            }
            if count == 0 { break }
            octets.append(contentsOf: buffer[..<count])
        }
        return Octets(octets)
    }
}
