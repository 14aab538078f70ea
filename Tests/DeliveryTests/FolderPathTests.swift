@testable import Delivery
import Testing

@Suite("Names of folders")
struct FolderPathTests {
    @Test(arguments: [
        ("Lists/swift", ["Lists", "swift"]), ("example.com", ["example.com"]), ("été/Ünï", ["été", "Ünï"]), ("a b/c&d", ["a b", "c&d"]),
        ("x/~", ["x", "~"]), ("日本語", ["日本語"]),
    ])
    func goodNamesKeepTheirSegments(_ name: String, _ segments: [String]) throws {
        #expect(try FolderPath(name).segments == segments)
    }

    @Test(arguments: [
        "", "/", "a/", "/a", "a//b", ".", "..", "../x", "x/..", "x/../y", ".hidden", "x/.hidden", "a\\b", "a\0b", "a\nb", "a\u{7F}", "a\u{9B}b",
        "a\r", "\u{1B}[31m",
    ])
    func harmfulNamesAreRefused(_ name: String) {
        #expect(throws: DeliveryError.self) { try FolderPath(name) }
    }

    /// A combining mark joins the octet before it into one `Character`, which then no longer equals `/` or `.`.
    @Test func aCombiningMarkHidesNeitherASlashNorADot() throws {
        #expect(try FolderPath("a/\u{301}b").segments.count == 2)
        #expect(throws: DeliveryError.self) { try FolderPath(".\u{301}x") }
        #expect(throws: DeliveryError.self) { try FolderPath("x/.\u{20DD}") }
        #expect(throws: DeliveryError.self) { try FolderPath("a\\\u{301}") }
    }

    @Test func aSegmentMayHave255OctetsAndNoMore() throws {
        _ = try FolderPath(String(repeating: "a", count: 255))
        #expect(throws: DeliveryError.self) { try FolderPath(String(repeating: "a", count: 256)) }
        #expect(throws: DeliveryError.self) { try FolderPath(String(repeating: "é", count: 128)) }
    }

    @Test func depthIsBounded() throws {
        let deep = Array(repeating: "a", count: FolderPath.deepest)
        _ = try FolderPath(deep.joined(separator: "/"))
        #expect(throws: DeliveryError.self) { try FolderPath((deep + ["a"]).joined(separator: "/")) }
    }

    @Test(arguments: [("INBOX", true), ("inbox", true), ("Inbox", true), ("INBOX/x", false), ("x/INBOX", false)])
    func theInboxIsKnownInAnyCase(_ name: String, _ expected: Bool) throws {
        #expect(try FolderPath(name).isInbox == expected)
    }
}

@Suite("Encoding of mailbox names")
struct MailboxEncodingTests {
    /// RFC 3501 §5.1.3 and names that Dovecot was asked for.
    @Test(arguments: [
        ("plain", "plain"), ("a&b", "a&-b"), ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"), ("Entwürfe", "Entw&APw-rfe"),
        ("é", "&AOk-"), ("📧", "&2D3c5w-"), ("&é", "&-&AOk-"), ("éa", "&AOk-a"), ("€uro", "&IKw-uro"),
    ])
    func isModifiedUTF7(_ name: String, _ expected: String) {
        #expect(MailboxEncoding.modifiedUTF7(name) == expected)
    }

    @Test func dotsInALevelAreEscapedWhereDotsPartLevels() {
        #expect(MailboxEncoding.maildirPlusPlus("example.com") == "example\\2ecom")
        #expect(MailboxEncoding.maildirPlusPlus("…") == "&ICY-")
    }
}

@Suite("Flags in Maildir")
struct MessageFlagsTests {
    @Test(arguments: [
        ([], nil), (["\\Seen"], ":2,S"), (["\\Seen", "\\Flagged"], ":2,FS"), (["\\DELETED", "\\answered", "\\Draft"], ":2,DRT"),
        (["\\Seen", "\\Seen"], ":2,S"), (["$Junk"], nil), (["$Junk", "\\Flagged"], ":2,F"), (["S:2,T/../x"], nil),
    ] as [([String], String?)])
    func becomeLettersInOrder(_ flags: [String], _ expected: String?) {
        #expect(MessageFlags.suffix(for: flags) == expected)
    }

    @Test func keywordsAreKnownToBeLost() {
        #expect(MessageFlags.isKept("\\Seen"))
        #expect(!MessageFlags.isKept("$Junk"))
    }
}
