import Configuration
import Foundation
import Glibc
import Store

/// Brings a rebuilt ledger and the spool together: what the spool has is still to be done, what it lacks was done, or is to be fetched again.
struct SpoolReconciliation {
    let configuration: Configuration
    /// The spool's directory, or a backup's.
    let spool: String
    /// Whether the spool is as old as the backup: then what it has may have been delivered since.
    let isRestored: Bool
    /// Whether rows may be missing from what could be read.
    let isPartial: Bool
    let rebuild: LedgerRebuild
    let time: Date

    func run() throws -> [RepairReport.Affected] {
        var affected: [RepairReport.Affected] = []
        let names = Set((try? FileManager.default.contentsOfDirectory(atPath: spool)) ?? [])
        var orphans = try Orphans(names.subtracting(try rebuild.spoolNames()), in: spool)
        for message in try rebuild.openMessages() {
            if let one = try examine(message, names, &orphans) { affected.append(one) }
        }
        for orphan in orphans.rest {
            if let one = try adopt(orphan) { affected.append(one) }
        }
        return affected
    }

    // MARK: - Rows

    private func examine(_ message: OpenMessage, _ names: Set<String>, _ orphans: inout Orphans) throws -> RepairReport.Affected? {
        switch message.state {
        case .spooled:
            if let name = message.spoolName, names.contains(name) {
                guard isRestored, try isInFolder(message, name) else { return nil }
                try rebuild.settle(message.id, .done)
                return nil
            }
            if let name = orphans.take(message.contentHash) {
                try rebuild.settle(message.id, .decide(spoolName: name))
                return nil
            }
            if try isInFolder(message, message.spoolName) {
                try rebuild.settle(message.id, .done)
                return nil
            }
            guard message.serverCopy != .deleted, message.serverCopy != .gone else {
                let reason = "its octets are no longer in the spool"
                try rebuild.settle(message.id, .setAside(spoolName: nil, reason: reason))
                return Self.affected(message, .lost, reason)
            }
            try rebuild.settle(message.id, .forget)
            return Self.affected(message, .fetched, "its octets are not in the spool; it is fetched again if the server has it")
        case .planned:
            return try examine(planned: message, names)
        case .done, .quarantined:
            return nil
        }
    }

    private func examine(planned message: OpenMessage, _ names: Set<String>) throws -> RepairReport.Affected? {
        if isPartial, !message.isOpen, let name = message.spoolName, names.contains(name) {
            // Its effects may be among what is lost, and the octets are still here.
            if try isInFolder(message, name) {
                let reason = "it is in a folder already; whether it was to go elsewhere too is not known"
                try rebuild.settle(message.id, .setAside(spoolName: name, reason: reason))
                return Self.affected(message, .setAside, reason)
            }
            if message.effects.isEmpty {
                try rebuild.settle(message.id, .decide(spoolName: name))
                return Self.affected(message, .decided, "what was planned for it is lost")
            }
        }
        guard isRestored else {
            // A forward from a backup whose octets the spool let go of was sent, or given up, since.
            let sent = message.effects.filter { effect in
                message.isOld && !effect.isFolder && effect.state.isOpen
                    && !((effect.spoolName ?? message.spoolName).map(names.contains) ?? false)
            }
            try rebuild.finish(effects: sent.map(\.id))
            return nil
        }
        var arrived: [Int64] = []
        for effect in message.effects where effect.isFolder && effect.state.isOpen {
            if try isInFolder(message, effect.spoolName) { arrived.append(effect.id) }
        }
        try rebuild.finish(effects: arrived)
        let doubtful = message.effects.filter { !$0.isFolder && [.planned, .intent, .deferred].contains($0.state) }
        guard !doubtful.isEmpty else { return nil }
        let reason = "it may have been sent since the backup was made; postroom queue retry sends it, drop gives it up"
        try rebuild.park(effects: doubtful.map(\.id), reason: reason)
        return Self.affected(message, .setAside, "a forward: " + reason)
    }

    /// Whether a folder has the message, by the name that its delivery gives it, or by its octets.
    private func isInFolder(_ message: OpenMessage, _ name: String?) throws -> Bool {
        if let name, try rebuild.hasArrived(name) { return true }
        return try rebuild.place(of: message.contentHash) != nil
    }

    // MARK: - Files without a row

    private func adopt(_ orphan: Orphan) throws -> RepairReport.Affected? {
        let known = try rebuild.messages(with: orphan.finding.contentHash).filter { !$0.isFound }
        if let message = known.first(where: { $0.isFromIndexes && !$0.isOpen }) {
            if let place = try rebuild.place(of: orphan.finding.contentHash) {
                return try setAside(message, orphan, "it is in \(place) already; whether it was to go elsewhere too is not known")
            }
            if message.effects.contains(where: { $0.state == .done }) {
                return try setAside(message, orphan, "what was still to be done with it is not known")
            }
            try rebuild.settle(message.id, .decide(spoolName: orphan.name))
            return Self.affected(message, .decided, "it was found in the spool")
        }
        if let message = known.first {
            // Left over by a delivery that is complete: it is swept at the next start.
            guard isPartial, message.state == .planned else { return nil }
            return Self.affected(message, .incomplete, "a copy of it may be missing: the spool has one that no effect knows")
        }
        var reason: String?
        if try !StoredOctets.isWhole(spool + "/" + orphan.name) {
            reason = "found in the spool without a record, and it may be only a part of a message"
        } else if let place = try rebuild.place(of: orphan.finding.contentHash) {
            reason = "found in the spool without a record; it is in \(place) already"
        }
        let (account, isSure) = account(for: orphan)
        guard let account else { return nil }
        if !isSure { reason = reason ?? "found in the spool without a record; which account it came for is not known" }
        let id = try rebuild.adopt(orphan.finding, spoolName: orphan.name, account: try rebuild.account(named: account), reason: reason, at: time)
        return RepairReport.Affected(
            id: id, account: account, from: orphan.finding.summary.from, subject: orphan.finding.summary.subject,
            fate: reason == nil ? .decided : .setAside, reason: reason ?? "found in the spool without a record")
    }

    private func setAside(_ message: OpenMessage, _ orphan: Orphan, _ reason: String) throws -> RepairReport.Affected {
        try rebuild.settle(message.id, .setAside(spoolName: orphan.name, reason: reason))
        return Self.affected(message, .setAside, reason)
    }

    /// The spool does not say whose a file is: the only account's, else that of the one that the header names.
    private func account(for orphan: Orphan) -> (name: String?, isSure: Bool) {
        let accounts = configuration.accounts
        guard accounts.count > 1 else { return (accounts.first?.name, true) }
        let header = orphan.finding.summary.to?.lowercased() ?? ""
        let named = accounts.filter { account in
            (account.addresses + [account.user]).contains { $0.contains("@") && header.contains($0.lowercased()) }
        }
        return (named.first?.name ?? accounts.first?.name, named.count == 1)
    }

    private static func affected(_ message: OpenMessage, _ fate: RepairReport.Affected.Fate, _ reason: String) -> RepairReport.Affected {
        RepairReport.Affected(id: message.id, account: message.account, from: message.from, subject: message.subject, fate: fate, reason: reason)
    }
}

/// A file of the spool that no row owns; its other names are names of the same file.
struct Orphan {
    let name: String
    let finding: FolderFinding
}

struct Orphans {
    private var byHash: [[UInt8]: [Orphan]] = [:]
    private var order: [[UInt8]] = []

    /// A file that can't be read is left where it is.
    init(_ names: Set<String>, in spool: String) throws {
        var seen: Set<UInt64> = []
        for name in names.sorted() {
            var status = stat()
            guard lstat(spool + "/" + name, &status) == 0, status.st_mode & S_IFMT == S_IFREG, seen.insert(UInt64(status.st_ino)).inserted,
                let finding = try? StoredOctets.finding(at: spool + "/" + name, place: spool)
            else { continue }
            if byHash[finding.contentHash] == nil { order.append(finding.contentHash) }
            byHash[finding.contentHash, default: []].append(Orphan(name: name, finding: finding))
        }
    }

    mutating func take(_ contentHash: [UInt8]) -> String? {
        guard var found = byHash[contentHash], !found.isEmpty else { return nil }
        let orphan = found.removeFirst()
        byHash[contentHash] = found
        return orphan.name
    }

    /// What nobody took, in the order of names.
    var rest: [Orphan] { order.flatMap { byHash[$0] ?? [] } }
}
