import Foundation
import Glibc
import MailMessage
import SourceText

/// Where a message that was named on the command line comes from.
enum MessageSource {
    case file(String)
    case standardInput

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
        return (maildir.isEmpty ? [argument] : maildir).flatMap(files)
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
        case .file(let path): path
        case .standardInput: "-"
        }
    }

    /// The message; nil if it can't be read, and standard error says why.
    func message() -> Message? {
        do {
            return Message(try octets())
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
        case .file(let path): return try Octets.mapping(path: path)
        case .standardInput:
            let data = try FileHandle.standardInput.read(upToCount: Self.longestInput) ?? Data()
            return Octets([UInt8](data))
        }
    }
}
