extension ConfigurationChecker {
    static let folderKeys = ["maildir", "layout", "mbox"]

    /// `[folders.NAME]`; nil if it says no place.
    func folderStore(_ table: TableReader) -> FolderStore? {
        table.noteUnknownKeys(known: Self.folderKeys)
        if table.has("maildir"), table.has("mbox") {
            findings.error(
                .conflict, "[\(table.name)] is both a Maildir and mbox files", at: table.keyPlace("mbox"), label: "one too many",
                notes: [(table.keyPlace("maildir"), "first given here")], help: "keep one of them; the other can have a [folders.NAME] of its own")
        }
        let layout: TableReader.Found<MaildirLayout>? = table.choice("layout")
        if table.has("maildir") {
            return directory(table, "maildir", example: "~/Mail").map { .maildir(path: $0, layout: layout?.value ?? .maildirPlusPlus) }
        }
        if table.has("mbox") {
            if table.has("layout") {
                findings.error(.conflict, "\"layout\" says how a Maildir is laid out; this is mbox", at: table.keyPlace("layout"), label: "remove this")
            }
            return directory(table, "mbox", example: "~/archive").map { .mbox(path: $0) }
        }
        table.noteMissing("maildir", help: "write maildir = \"~/Mail\"")
        return nil
    }
}
