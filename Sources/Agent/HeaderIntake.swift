import Foundation
import MailMessage
import POP3
import Store

/// Reads the headers of messages, and keeps what the ledger keeps of them. Takes whole messages as well, for servers without TOP.
struct HeaderIntake: MessageSink {
    private let limit: Int
    private let progress: (Int) -> Void
    private var header: [UInt8] = []
    /// How far the header was looked through for its end.
    private var searched = 0
    private var isWhole = false
    private var octets = 0
    private var told = ContinuousClock.Instant.now
    private(set) var headers: [(number: Int, header: MessageSummary)] = []
    /// The message that began and is not known to have ended.
    private(set) var unfinished: Int?
    private(set) var refused: [Int] = []

    /// - Parameters:
    ///   - limit: Octets of one header that are read.
    ///   - progress: Told the octets so far, every few seconds.
    init(limit: Int, progress: @escaping (Int) -> Void) {
        self.limit = limit
        self.progress = progress
    }

    /// How many messages were answered.
    var answered: Int { headers.count + refused.count }

    mutating func begin(_ number: Int) throws {
        unfinished = number
        header.removeAll(keepingCapacity: true)
        searched = 0
        isWhole = false
    }

    mutating func append(_ piece: UnsafeRawBufferPointer) throws {
        octets += piece.count
        if ContinuousClock.Instant.now - told > .seconds(5) {
            told = .now
            progress(octets)
        }
        guard !isWhole else { return }
        header.append(contentsOf: piece.prefix(limit - header.count))
        while let end = header[searched...].firstIndex(of: 0x0A) {
            if end == 0 || header[end - 1] == 0x0A || header[end - 1] == 0x0D && (end == 1 || header[end - 2] == 0x0A) {
                header.removeSubrange((end + 1)...)
                isWhole = true
                return
            }
            searched = end + 1
        }
        searched = header.count
        isWhole = header.count >= limit
    }

    nonisolated(nonsending) mutating func finish(_ number: Int) async throws {
        unfinished = nil
        headers.append((number, MessageSummary(Message(Octets(header), limits: .default))))
    }

    nonisolated(nonsending) mutating func refused(_ number: Int, _ refusal: POP3Refusal) async throws {
        refused.append(number)
    }

    /// Forgets which ones were refused, before they are asked for in another way.
    mutating func forgetRefused() { refused = [] }
}
