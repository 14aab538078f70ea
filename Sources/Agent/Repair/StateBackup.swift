public import Configuration
import Delivery
import Foundation
import Glibc
import MailMessage
import Spool
import Store
import Transport

/// Copies all that a restored state directory needs: the ledger as it is at one moment, the files of the spool that it names, and the loop
/// guard's key. The owner of the directory may be at work meanwhile.
public struct StateBackup: Sendable {
    /// What a backup came to. `postroom backup --json` prints it; the keys are fixed.
    public struct Report: Sendable, Codable, Equatable {
        public var path: String
        /// Messages that its ledger knows.
        public var messages = 0
        /// Files of the spool in it.
        public var files = 0
        /// Octets of these files.
        public var octets = 0
        /// Files that were delivered while it was made: the ledger of the backup takes a missing file for just that.
        public var delivered = 0
    }

    private let directory: String

    public init(configuration: Configuration) {
        directory = configuration.state.directory
    }

    /// Makes the backup: a directory (0700) that gets its name when everything in it is on disk.
    ///
    /// - Throws: ``AgentError`` of kind `storage`: something of that name is there, the ledger is damaged or there is none, the disk refuses.
    ///   What was begun is removed then.
    public func make(at path: String) async throws(AgentError) -> Report {
        do {
            return try await BlockingExecutor.run("postroom.backup") { try work(path) }
        } catch {
            throw AgentError(error)
        }
    }

    private func work(_ path: String) throws -> Report {
        let whole = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        let name = (whole as NSString).lastPathComponent
        let parent = try Directory.open((whole as NSString).deletingLastPathComponent)
        guard try !parent.has(name) else { throw AgentError(.storage, "\(path) exists; a backup replaces nothing") }
        let draft = ".\(name).\(UniqueName.make())"
        try parent.make(draft)
        let target = try parent.open(draft)
        do {
            let report = try fill(target, path)
            try target.sync()
            try parent.move(draft, to: parent, as: name)
            try parent.sync()
            return report
        } catch {
            try? FileManager.default.removeItem(atPath: target.path)
            throw error
        }
    }

    private func fill(_ target: Directory, _ path: String) throws -> Report {
        let copy = try LedgerCopy(of: directory, at: target.path + "/postroom.sqlite")
        var report = Report(path: path)
        report.messages = try copy.messages()
        let source = try Directory.open(directory)
        try Self.copy([LoopGuard.keyName], from: source, to: target)
        try target.make("spool")
        let names = try copy.spoolNames()
        if !names.isEmpty, try source.has("spool") {
            let spool = try target.open("spool")
            let copied = try Self.copy(names.sorted(), from: try source.open("spool"), to: spool)
            (report.files, report.octets) = (copied.count, copied.octets)
            try spool.sync()
        }
        report.delivered = names.count - report.files
        return report
    }

    /// Copies files, synced; one that is missing is left out.
    @discardableResult
    private static func copy(_ names: [String], from source: Directory, to target: Directory) throws -> (count: Int, octets: Int) {
        var (count, octets) = (0, 0)
        for name in names where try source.has(name) {
            let content: Octets
            do { content = try Octets.mapping(path: "\(source.path)/\(name)") } catch {
                guard try source.has(name) else { continue }
                throw error
            }
            try content.withUnsafeBytes { (buffer) throws(FileError) in try target.write(buffer, as: name, syncing: true) }
            count += 1
            octets += content.count
        }
        return (count, octets)
    }

    /// Puts back what is missing beside the ledger: the loop guard's key, and these files of the spool.
    ///
    /// - Parameter spoolNames: Nil: the spool of the directory is younger, and stays as it is.
    static func restore(from backup: String, to path: String, spoolNames: Set<String>?) throws {
        let (source, target) = (try Directory.open(backup), try Directory.openOrMake(path))
        if try !target.has(LoopGuard.keyName) { try copy([LoopGuard.keyName], from: source, to: target) }
        if let spoolNames, try source.has("spool") {
            // The spool gets its name when it is whole: until then a repair begins anew.
            let draft = "spool.restoring"
            try? FileManager.default.removeItem(atPath: path + "/" + draft)
            try target.make(draft)
            let spool = try target.open(draft)
            try copy(spoolNames.sorted(), from: try source.open("spool"), to: spool)
            try spool.sync()
            try target.move(draft, to: target, as: "spool")
        }
        try target.sync()
    }
}
