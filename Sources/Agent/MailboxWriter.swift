import Delivery
import Store

/// One kind of folder store: how messages get into its mailboxes, and how a restart knows which of them did.
///
/// Belongs to one account's pipeline, and blocks its thread.
protocol MailboxWriter {
    /// Puts messages into their mailboxes; those that got there are durable, and gone from the spool.
    ///
    /// - Returns: Each errand once, with what stood in its way, if anything did; none for what a person has given up in the meantime.
    /// - Throws: What the store throws, and failures of the spool; effects whose outcome is not told are found out about at the next start.
    nonisolated(nonsending) func write(_ errands: [FolderErrand], store: Store) async throws -> [(FolderErrand, DeliveryError?)]

    /// Tells what an interrupted round had already delivered, and makes it durable, from what is still to be done.
    ///
    /// Among neither are errands that can't be asked about now.
    func sift(_ errands: [FolderErrand]) throws -> (arrived: [FolderErrand], open: [FolderErrand])
}
