import ArgumentParser
import Configuration
import Store

/// Opens what earlier rounds left, to look at it; a round may be at work meanwhile.
enum StateReading {
    /// - Returns: Nil where nothing was ever polled.
    static func open(_ configuration: Configuration) throws -> Store? {
        do throws(StoreError) {
            return try Store(readingFrom: configuration.state.directory)
        } catch {
            if case .missing = error { return nil }
            Console.fail("\(error)")
            if case .corrupt = error { throw ExitStatus.damaged }
            throw ExitStatus.ioError
        }
    }
}
