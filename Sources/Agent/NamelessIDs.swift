import POP3

/// UIDLs of a listing that name nothing by themselves, being blank or shared by several messages.
///
/// Of several messages with equal contents under one such UIDL, the ledger has the second as `UIDL#2`, and so on.
struct NamelessIDs: Sendable {
    private let ids: Set<String>

    init(_ listed: [POP3UniqueID]) {
        ids = Set(listed.filter(\.isNameless).map(\.uidl))
    }

    /// The nameless UIDL in front of a number; nil if it is none.
    func base(of uidl: String) -> String? {
        guard !ids.isEmpty, let mark = uidl.lastIndex(of: "#") else { return nil }
        let base = String(uidl[..<mark])
        return ids.contains(base) ? base : nil
    }
}

extension POP3UniqueID {
    /// Whether it is blank, or another message of the listing has it too.
    var isNameless: Bool { anomaly == .blank || anomaly == .duplicate }
}
