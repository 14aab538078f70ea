import Glibc
import Testing

@testable import Service

/// Signals belong to the process: one test has them all.
@Suite("Signals")
struct SignalsTests {
    @Test(.timeLimit(.minutes(1)))
    func `each signal arrives, and a broken pipe ends nothing`() async throws {
        let signals = await Signals()
        var iterator = signals.makeAsyncIterator()
        let sent: [(Int32, Signal)] = [
            (SIGHUP, .hangUp), (SIGUSR1, .userOne), (SIGTERM, .terminate), (SIGINT, .interrupt), (SIGHUP, .hangUp),
        ]
        for (number, signal) in sent {
            kill(getpid(), number)
            #expect(await iterator.next() == signal)
        }

        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        close(ends[0])
        #expect(write(ends[1], [1], 1) == -1)
        #expect(errno == EPIPE)
        close(ends[1])
    }
}
