import Foundation
import POP3

/// The order in which a session retrieves what is new, so that no message holds up another for good.
struct RetrievalOrder {
    /// What is retrieved together, each followed by a proof that the session is in step: first all that never failed, then one by
    /// one what did, the longest ago first. A message that breaks every session is so known by name, and comes last.
    let runs: [[Int]]

    /// - Parameter failed: When retrieval failed last, by UIDL.
    init(_ new: [(number: Int, uidl: String)], failed: [String: Date]) {
        var fresh: [Int] = []
        var tried: [(number: Int, failed: Date, position: Int)] = []
        for (position, message) in new.enumerated() {
            if let time = failed[message.uidl] {
                tried.append((message.number, time, position))
            } else {
                fresh.append(message.number)
            }
        }
        tried.sort { ($0.failed, $0.position) < ($1.failed, $1.position) }
        runs = (fresh.isEmpty ? [] : [fresh]) + tried.map { [$0.number] }
    }

    /// The numbers in the order of retrieval.
    var all: [Int] { runs.flatMap { $0 } }
}

extension SpoolIntake {
    /// The message of `run` at which the session broke: one that began and did not end, or the one whose answer was due. Nil where
    /// that can't be told, and where it is among ``refusals`` already: some servers spread a refusal over two lines.
    ///
    /// - Parameter earlier: The messages answered before this run.
    func culprit(of error: POP3Error, in run: [Int], after earlier: Int) -> Int? {
        if let unfinished { return unfinished }
        let position = count + refusals.count - earlier
        guard run.indices.contains(position) else { return nil }
        if error.isOutOfStep, position > 0, refusals.last?.number == run[position - 1] { return nil }
        return run[position]
    }
}

extension POP3Error {
    /// Whether answers and commands no longer match, so that earlier answers may not have been what they seemed either.
    var isOutOfStep: Bool {
        if case .desynchronised = self { true } else { false }
    }
}
