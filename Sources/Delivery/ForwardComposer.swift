internal import Crypto
public import Foundation
public import MailMessage

/// Makes what leaves of what came. Nothing it does depends on anything but its inputs.
public struct ForwardComposer: Sendable {
    /// What a forward looks like.
    public enum Form: String, Sendable, Hashable, CaseIterable {
        /// The message itself behind a block of `Resent-*` fields (RFC 5322 §3.6.6). The rest of it is untouched, so its DKIM signatures
        /// stay valid, but for those that forbid `Resent-*` fields by signing their absence (RFC 6376 §5.4.2).
        case resent
        /// A new message from our own address, which carries the original whole as message/rfc822 (RFC 2046 §5.2.1).
        case attachment
    }

    let form: Form
    let from: String?
    let account: String
    let accountAddress: String?
    let hostName: String
    let loopGuard: LoopGuard

    /// - Parameters:
    ///   - from: The address of the envelope's sender and of `From` or `Resent-From`; nil: the null sender, and the account's address.
    ///   - accountAddress: The address that the mail came to, where it is known.
    ///   - hostName: This machine's, for Message-IDs.
    public init(form: Form, from: String?, account: String, accountAddress: String?, hostName: String, guard loopGuard: LoopGuard) {
        self.form = form
        self.from = from
        self.account = account
        self.accountAddress = accountAddress
        // An identifier beyond ASCII would ask for SMTPUTF8.
        self.hostName = ForwardText.domain(String(String.UnicodeScalarView(hostName.unicodeScalars.filter(\.isASCII))))
        self.loopGuard = loopGuard
    }

    /// The message for one recipient.
    ///
    /// - Parameters:
    ///   - octets: The message as the spool has it.
    ///   - effect: The ledger's number of this forward.
    ///   - decidedAt: When the rules decided; whole seconds count.
    public func compose(_ octets: Octets, to recipient: String, effect: Int64, decidedAt: Date) -> ForwardedMessage {
        let message = Message(octets)
        let sender = Self.mustNotBeAnswered(message) ? nil : from
        let stamp = Stamp(
            author: from ?? accountAddress ?? "postroom@\(hostName)", recipient: recipient, effect: effect,
            seconds: Int(clamping: Int64(exactly: decidedAt.timeIntervalSince1970.rounded(.down)) ?? 0))
        switch form {
        case .resent: return resent(octets, stamp, sender: sender)
        case .attachment: return attached(octets, message, stamp, sender: sender)
        }
    }

    /// What both forms are made with.
    struct Stamp {
        let author: String
        let recipient: String
        let effect: Int64
        /// Since 1970.
        let seconds: Int

        /// Whether an address asks for SMTPUTF8.
        var isInternational: Bool { !author.utf8.allSatisfy { $0 < 0x80 } || !recipient.utf8.allSatisfy { $0 < 0x80 } }
    }

    /// Bounces, read receipts, and what came with a null return path: nothing may come back for them (RFC 5321 §4.5.5).
    private static func mustNotBeAnswered(_ message: Message) -> Bool {
        if message.hasNullReturnPath || message.bounce != nil { return true }
        guard message.root.type == "multipart/report" else { return false }
        return ["delivery-status", "disposition-notification"].contains(message.root.parameters["report-type"]?.lowercased())
    }

    // MARK: - Resent

    /// The field that takes up what stands before the first field of a broken header.
    static let strayName = "X-Postroom-Stray"

    private func resent(_ octets: Octets, _ stamp: Stamp, sender: String?) -> ForwardedMessage {
        let header = octets.withUnsafeBytes { ForwardHeader($0, removing: "return-path") }
        var head = markLine(stamp)
        head += "Resent-From: \(ForwardText.address(stamp.author))\n"
        head += "Resent-Date: \(ForwardText.date(stamp.seconds))\n"
        head += "Resent-To: \(ForwardText.address(stamp.recipient))\n"
        head += "Resent-Message-ID: \(identifier("resent", stamp))\n"
        switch header.beginning {
        case .header: break
        // A field to continue, so that it is none of the block's that is continued.
        case .continuation: head += "\(Self.strayName):\n"
        case .body: head += "\n"
        }
        return ForwardedMessage(
            head: Array(head.utf8), original: octets, ranges: header.rest(upTo: octets.count), envelopeSender: sender,
            isInternational: stamp.isInternational || header.isInternational)
    }

    // MARK: - What both have

    /// The loop guard's field with its line end.
    func markLine(_ stamp: Stamp) -> String {
        "\(LoopGuard.fieldName): \(loopGuard.mark(account: account, recipient: stamp.recipient))\n"
    }

    /// A Message-ID that is the same whenever this forward is composed, and no other's.
    func identifier(_ purpose: String, _ stamp: Stamp) -> String { "<\(token(purpose, stamp))@\(hostName)>" }

    /// 32 hexadecimal digits that only the holder of the key can foretell.
    func token(_ purpose: String, _ stamp: Stamp) -> String {
        let code = loopGuard.code(of: "\(purpose)\u{0}\(account)\u{0}\(stamp.effect)\u{0}\(stamp.seconds)")
        return String(decoding: Hexadecimal.encode(Array(code.prefix(16))), as: UTF8.self)
    }
}
