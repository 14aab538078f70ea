/// Hears of each write to the spool's file system that fails behind its opening.
///
/// Linux tells a failed write once to each open file description, and a sync that is tried again then succeeds, although the data is
/// lost. So each batch has a watch of its own, opened before its first file: no other batch's sync can take away what this one has to hear.
public final class WriteWatch: Sendable {
    private let directory: Directory

    init(_ directory: Directory) throws(FileError) {
        self.directory = try directory.openAnew()
    }

    /// Makes durable what was written to the file system.
    ///
    /// - Throws: ``FileError``, also if a write failed long before; what was written since the watch was opened may be lost then, whatever
    ///   a later sync says.
    func sync() throws(FileError) { try directory.syncFileSystem() }
}
