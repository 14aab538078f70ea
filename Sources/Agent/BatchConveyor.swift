import Store

/// Sends batches through the pipeline while the session retrieves on, a bounded number at once.
///
/// The server's copies may go as soon as their batch is admitted; deciding and delivering go on behind.
actor BatchConveyor {
    private let pipeline: BatchPipeline
    private let permits: AsyncPermits
    private let absent: [Int64: String]
    private var admissions: [Task<(rows: [Int: Int64], new: [AdmittedMessage]), any Error>] = []
    private var deliveries: [Task<Void, any Error>] = []

    init(pipeline: BatchPipeline, permits: Int, absent: [Int64: String]) {
        self.pipeline = pipeline
        self.permits = AsyncPermits(permits)
        self.absent = absent
    }

    /// Waits for room, then sends a batch on its way.
    ///
    /// - Throws: What stopped an earlier batch: a disk that refuses, say. Then nothing more is to be retrieved.
    func take(_ batch: Batch) async throws {
        await permits.take()
        if let failure {
            await permits.give()
            throw failure
        }
        let admission = Task { [pipeline, absent] in
            try await pipeline.admit(batch, absent: absent)
        }
        admissions.append(admission)
        deliveries.append(
            Task { [pipeline, permits] in
                do {
                    try await pipeline.process(try await admission.value.new)
                } catch {
                    self.stop(error)
                    await permits.give()
                    throw error
                }
                await permits.give()
            })
    }

    private var failure: (any Error)?

    private func stop(_ error: any Error) {
        failure = failure ?? error
    }

    /// Waits until every batch is in the ledger: the rows by the numbers of the session.
    func admitted() async throws -> [Int: Int64] {
        var rows: [Int: Int64] = [:]
        for admission in admissions { rows.merge(try await admission.value.rows) { first, _ in first } }
        return rows
    }

    /// Waits until what is on its way has come to an end, good or bad.
    func settle() async {
        for delivery in deliveries { _ = await delivery.result }
    }

    /// Waits until every batch is decided and delivered, or failed.
    ///
    /// - Throws: What stopped the first that failed.
    func finish() async throws {
        await settle()
        for delivery in deliveries { try await delivery.value }
    }
}
