import GRDB

/// A table of the ledger, as its records can be told from all others by their shape alone: the page that says which pages are whose
/// may be the one that is damaged.
struct SalvagedTable {
    enum Kind: Character {
        case integer = "i"
        case real = "r"
        case text = "t"
        case blob = "b"

        func holds(_ value: DatabaseValue) -> Bool {
            switch (self, value.storage) {
            // SQLite keeps a whole number as an integer wherever it stands.
            case (.integer, .int64), (.real, .int64), (.real, .double), (.text, .string), (.blob, .blob): true
            default: false
            }
        }
    }

    struct Column {
        let name: String
        let kind: Kind
        let mayBeNull: Bool
    }

    let name: String
    /// In the order of the record; the key of the table, where it is one number, is not in it.
    let columns: [Column]
    /// Whether the record's key is the first column, of which it has only a null.
    let hasRowID: Bool
    /// So many columns each record has; those behind came with later migrations.
    let fewest: Int

    /// - Parameter columns: `name:i` with a `?` behind where it may be null; of the first, where it is the key, only its name.
    private init(_ name: String, key: String? = nil, _ columns: String, fewest: Int? = nil) {
        self.name = name
        let listed = columns.split(separator: " ").map { text in
            let parts = text.split(separator: ":")
            return Column(
                name: String(parts[0]), kind: Kind(rawValue: parts[1].first ?? "i") ?? .integer, mayBeNull: parts[1].hasSuffix("?"))
        }
        self.columns = (key.map { [Column(name: $0, kind: .integer, mayBeNull: false)] } ?? []) + listed
        hasRowID = key != nil
        self.fewest = fewest ?? self.columns.count
    }

    /// What can be rebuilt from the others is not among them: indexes, and the search's words.
    static let all: [SalvagedTable] = [
        SalvagedTable("account", key: "id", "name:t"),
        SalvagedTable(
            "message", key: "id",
            """
            account_id:i uidl:t generation:i content_hash:b size:i stored_size:i bare_line_ends:i first_seen:r state:i server_copy:i \
            attempts:i deferrals:i spool_name:t? message_id:t? from_text:t? to_text:t? subject:t? date:r? reason:t? vanished_at:r? \
            claimed_at:r?
            """,
            fewest: 20),
        SalvagedTable("plan", key: "message_id", "decided_at:r rules_version:t settled:i keep:i decided_by:t? error:t? trace:b?"),
        SalvagedTable(
            "effect", key: "id",
            """
            message_id:i ordinal:i kind:t mailbox:t? address:t? payload:t? flags:t? copy:i rule:t? state:i spool_name:t? destination:t? \
            attempts:i next_try:r? last_answer:t? queued_at:r? finished_at:r?
            """,
            fewest: 16),
        SalvagedTable(
            "account_status", key: "account_id",
            "last_begin:r? last_success:r? last_error:t? last_error_at:r? failures:i rules_version:t?"),
        SalvagedTable("refusal", "account_id:i uidl:t attempts:i answer:t last_try:r"),
        SalvagedTable("rules_text", "hash:t text:t"),
        SalvagedTable("rules_version", "version:t position:i name:t hash:t"),
        SalvagedTable("tag", "message_id:i folded:t tag:t"),
        SalvagedTable("seen_key", "account_id:i purpose:i rule:t key_text:t first_seen:r expires_at:r message_id:i"),
        // Indexes of `message`: they know of a row whose own page is gone.
        SalvagedTable("lost_unique", "account_id:i uidl:t generation:i id:i"),
        SalvagedTable("lost_content", "account_id:i content_hash:b id:i"),
    ]

    /// The table whose record this is; nil for none of these.
    static func table(of record: SalvagedRecord) -> SalvagedTable? { all.first { $0.fits(record) } }

    private func fits(_ record: SalvagedRecord) -> Bool {
        let values = record.values
        guard hasRowID == (record.rowID != nil), values.count >= fewest, values.count <= columns.count else { return false }
        if hasRowID, !values[0].isNull { return false }
        for index in (hasRowID ? 1 : 0)..<values.count {
            let column = columns[index]
            guard values[index].isNull ? column.mayBeNull : column.kind.holds(values[index]) else { return false }
        }
        if name == "message" || name == "lost_content" {
            guard case .blob(let hash) = values[name == "message" ? 4 : 1].storage, hash.count == 32 else { return false }
        }
        return true
    }

    func arguments(_ record: SalvagedRecord) -> StatementArguments {
        var values = record.values
        if hasRowID, let id = record.rowID { values[0] = id.databaseValue }
        values += Array(repeating: .null, count: columns.count - values.count)
        return StatementArguments(values)
    }

    var insertion: String {
        let names = columns.map(\.name).joined(separator: ", ")
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        return "INSERT OR IGNORE INTO \(name) (\(names)) VALUES (\(marks))"
    }
}
