import Foundation

/// What became of one account's messages, counted without any of Postroom's code.
struct SoakCount {
    var account: String
    var way: String
    var messages = 0
    /// In no folder, or never forwarded.
    var lost = 0
    /// Copies in folders beyond the first.
    var twice = 0
    /// Forwards beyond the first.
    var doubled = 0
    /// In another folder, with other octets, or nobody's.
    var wrong = 0

    /// Of messages filed into folders.
    init(_ account: String, _ way: String, _ sent: [MixedMessage], copies: [Int: [(folder: String, octets: [UInt8])]], leftovers: Int) {
        self.init(account: account, way: way, messages: sent.count)
        for message in sent {
            let found = copies[message.serial] ?? []
            if found.isEmpty { lost += 1 }
            twice += max(0, found.count - 1)
            let octets = DeliveredMbox.trimmed(message.octets)
            wrong += found.count { $0.folder != message.folder || DeliveredMbox.trimmed($0.octets) != octets }
        }
        let known = Set(sent.map(\.serial))
        wrong += leftovers + copies.filter { !known.contains($0.key) }.values.joined().count
    }

    /// Of messages forwarded: what a server that was ended in the midst of it delivered twice itself, under one queue identifier, is one.
    init(_ account: String, _ way: String, _ sent: [MixedMessage], arrivals: [StoredMail]) {
        self.init(account: account, way: way, messages: sent.count)
        var transfers: [Int: [String: [UInt8]]] = [:]
        for mail in arrivals { transfers[mail.serial ?? -1, default: [:]][mail.received ?? "", default: mail.octets] = mail.octets }
        for message in sent {
            let found = transfers[message.serial] ?? [:]
            if found.isEmpty { lost += 1 }
            doubled += max(0, found.count - 1)
            // A repeat is the same to the octet, and behind its Resent- block each is what was sent.
            if Set(found.values).count > 1 { wrong += 1 }
            wrong += found.values.count { !$0.suffix(message.octets.count).elementsEqual(message.octets) }
        }
        let known = Set(sent.map(\.serial))
        wrong += transfers.filter { !known.contains($0.key) }.values.joined().count
    }

    private init(account: String, way: String, messages: Int) {
        (self.account, self.way, self.messages) = (account, way, messages)
    }
}
