import Transport

extension BlockingExecutor {
    /// Runs blocking work on a thread of its own.
    static func run<Value: Sendable, Failure: Error>(
        _ label: String, _ body: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result: Result<Value, Failure> = await withTaskExecutorPreference(BlockingExecutor(label: label)) {
            await Self.result(of: body)
        }
        return try result.get()
    }

    /// Asynchronous and nonisolated, so that it runs on the preferred executor.
    @concurrent private static func result<Value: Sendable, Failure: Error>(
        of body: @Sendable () throws(Failure) -> Value
    ) async -> Result<Value, Failure> {
        do throws(Failure) { return .success(try body()) } catch { return .failure(error) }
    }
}
