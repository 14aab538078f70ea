import GRDB

/// The tables, as numbered migrations. A migration that was released is never edited: a change is a new one.
///
/// States are small integers (``MessageState``, ``EffectState``, ``ServerCopy``); times are seconds since 1970 in UTC.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 ledger, plans, effects", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: ledger + plans)
        }
        migrator.registerMigration("2 tags, keys, search", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: tagsAndKeys + search)
        }
        migrator.registerMigration("3 queue, rounds", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: queue + rounds)
        }
        migrator.registerMigration("4 moved mailboxes", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: moves)
        }
        return migrator
    }

    /// Whether the first migration's tables are there.
    static func hasTables(_ database: Database) throws -> Bool { try database.tableExists("message") }

    private static let ledger = """
        CREATE TABLE account (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        ) STRICT;

        CREATE TABLE message (
            id INTEGER PRIMARY KEY,
            account_id INTEGER NOT NULL REFERENCES account(id),
            uidl TEXT NOT NULL,
            generation INTEGER NOT NULL,
            content_hash BLOB NOT NULL,
            size INTEGER NOT NULL,
            stored_size INTEGER NOT NULL,
            bare_line_ends INTEGER NOT NULL,
            first_seen REAL NOT NULL,
            state INTEGER NOT NULL,
            server_copy INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            deferrals INTEGER NOT NULL DEFAULT 0,
            spool_name TEXT,
            message_id TEXT,
            from_text TEXT,
            to_text TEXT,
            subject TEXT,
            date REAL,
            reason TEXT,
            UNIQUE (account_id, uidl, generation)
        ) STRICT;
        CREATE INDEX message_content ON message (account_id, content_hash);
        -- What is not settled, and the few settled messages whose octets a parked effect still needs.
        CREATE INDEX message_spooled ON message (account_id) WHERE spool_name IS NOT NULL;

        CREATE TABLE refusal (
            account_id INTEGER NOT NULL REFERENCES account(id),
            uidl TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            answer TEXT NOT NULL,
            last_try REAL NOT NULL,
            PRIMARY KEY (account_id, uidl)
        ) STRICT, WITHOUT ROWID;

        """

    private static let plans = """
        CREATE TABLE plan (
            message_id INTEGER PRIMARY KEY REFERENCES message(id),
            decided_at REAL NOT NULL,
            rules_version TEXT NOT NULL,
            settled INTEGER NOT NULL,
            keep INTEGER NOT NULL,
            decided_by TEXT,
            error TEXT,
            trace BLOB
        ) STRICT;

        CREATE TABLE rules_text (
            hash TEXT PRIMARY KEY,
            text TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE rules_version (
            version TEXT NOT NULL,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            hash TEXT NOT NULL REFERENCES rules_text(hash),
            PRIMARY KEY (version, position)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE effect (
            id INTEGER PRIMARY KEY,
            message_id INTEGER NOT NULL REFERENCES message(id),
            ordinal INTEGER NOT NULL,
            kind TEXT NOT NULL,
            mailbox TEXT,
            address TEXT,
            payload TEXT,
            flags TEXT,
            copy INTEGER NOT NULL,
            rule TEXT,
            state INTEGER NOT NULL,
            spool_name TEXT,
            destination TEXT,
            attempts INTEGER NOT NULL DEFAULT 0,
            next_try REAL,
            last_answer TEXT
        ) STRICT;
        CREATE INDEX effect_message ON effect (message_id);
        -- Deferred, parked, waiting: few, and looked for by themselves.
        CREATE INDEX effect_unhappy ON effect (message_id) WHERE state > 2;

        """

    private static let tagsAndKeys = """
        CREATE TABLE tag (
            message_id INTEGER NOT NULL REFERENCES message(id),
            folded TEXT NOT NULL,
            tag TEXT NOT NULL,
            PRIMARY KEY (message_id, folded)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX tag_folded ON tag (folded);

        CREATE TABLE seen_key (
            account_id INTEGER NOT NULL REFERENCES account(id),
            purpose INTEGER NOT NULL,
            rule TEXT NOT NULL,
            key_text TEXT NOT NULL,
            first_seen REAL NOT NULL,
            expires_at REAL NOT NULL,
            message_id INTEGER NOT NULL,
            PRIMARY KEY (account_id, purpose, rule, key_text)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX seen_key_expiry ON seen_key (expires_at);

        """

    /// The full text has no copy of the words: it reads them from `message`. It is filled behind, in the order of ids;
    /// what had no plan when the filling came past is remembered in `search_behind`.
    private static let search = """
        CREATE VIRTUAL TABLE search USING fts5(
            from_text, to_text, subject,
            content = 'message', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
        );
        CREATE TABLE search_progress (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            filled_to INTEGER NOT NULL
        ) STRICT;
        INSERT INTO search_progress VALUES (1, 0);
        CREATE TABLE search_behind (message_id INTEGER PRIMARY KEY) STRICT;

        """

    /// `queued_at` is null for folders, and for what was planned before this migration: then it is the plan's time.
    private static let queue = """
        ALTER TABLE effect ADD COLUMN queued_at REAL;
        ALTER TABLE effect ADD COLUMN finished_at REAL;
        -- Deferred, parked, waiting, held: few, and looked for by themselves. What was dropped needs no one any more.
        DROP INDEX effect_unhappy;
        CREATE INDEX effect_unhappy ON effect (message_id) WHERE state IN (3, 4, 5, 6);
        -- What is to be sent, in the order in which it is due.
        CREATE INDEX effect_queue ON effect (kind, state, coalesce(next_try, queued_at, 0))
            WHERE mailbox IS NULL AND state IN (0, 1, 3);
        -- What was sent: only sending writes the time.
        CREATE INDEX effect_sent ON effect (finished_at, message_id) WHERE finished_at IS NOT NULL;
        CREATE INDEX message_quarantined ON message (account_id) WHERE state = 3;

        """

    private static let rounds = """
        CREATE TABLE account_status (
            account_id INTEGER PRIMARY KEY REFERENCES account(id),
            last_begin REAL,
            last_success REAL,
            last_error TEXT,
            last_error_at REAL,
            failures INTEGER NOT NULL DEFAULT 0,
            rules_version TEXT
        ) STRICT;

        """

    /// `vanished_at`: when the UIDL vanished together with most others of its account. `claimed_at`: when the row took over another UIDL
    /// by its header alone; the octets that the server gives out since are not those of `content_hash`. Both null for most rows.
    private static let moves = """
        ALTER TABLE message ADD COLUMN vanished_at REAL;
        ALTER TABLE message ADD COLUMN claimed_at REAL;

        """
}
