import Foundation
import POP3
import Spool

/// Takes messages from the POP3 session into the spool, and hands them on in batches. Belongs to the task that retrieves.
struct SpoolIntake: MessageSink {
    private let spool: Spool
    private let writer: SpoolWriter
    private let uidls: [Int: String]
    private let nameless: Set<Int>
    /// How often this session gave the same content under the same UIDL.
    private var occurrences: [[UInt8]: Int] = [:]
    private let sizes: [Int: Int]
    private let requireRoom: (Int) throws -> Void
    /// Octets since there was last looked for room.
    private var unlooked = 0
    private let handOn: (Batch) async throws -> Void
    private let progress: (Int, Int) -> Void
    private var told = ContinuousClock.Instant.now
    /// Octets of the message that is coming in.
    private var incoming = 0
    private var batch: Batch?
    private(set) var count = 0
    private(set) var octets = 0
    /// The message that began and is not known to have ended.
    private(set) var unfinished: Int?
    /// The message that some octets came of, and not all.
    var begun: Int? { incoming > 0 ? unfinished : nil }
    /// What the server would not give out, by number.
    private(set) var refusals: [(number: Int, refusal: POP3Refusal)] = []

    /// - Parameters:
    ///   - uidls: By the numbers that will be retrieved.
    ///   - nameless: Numbers whose UIDL is blank or shared.
    ///   - sizes: By the server's word.
    ///   - requireRoom: Told before a message how large it is, as far as that is known, and again in the middle of a large one; throws
    ///     where there is no room, and with that ends everything.
    ///   - handOn: Takes a batch; may wait until there is room for it, and stop everything where there is none.
    ///   - progress: Told the messages and octets so far, also every few seconds in the middle of a message.
    init(
        spool: Spool, uidls: [Int: String], nameless: Set<Int>, sizes: [Int: Int] = [:],
        requireRoom: @escaping (Int) throws -> Void = { _ in }, handOn: @escaping (Batch) async throws -> Void,
        progress: @escaping (Int, Int) -> Void
    ) {
        self.spool = spool
        writer = SpoolWriter(spool)
        self.uidls = uidls
        self.nameless = nameless
        self.sizes = sizes
        self.requireRoom = requireRoom
        self.handOn = handOn
        self.progress = progress
    }

    mutating func begin(_ number: Int) throws {
        unfinished = number
        incoming = 0
        try requireRoom(sizes[number] ?? 0)
        if batch == nil { batch = Batch(watch: try spool.watch()) }
        try writer.begin()
    }

    mutating func append(_ octets: UnsafeRawBufferPointer) throws {
        try writer.append(octets)
        incoming += octets.count
        unlooked += octets.count
        if unlooked > Self.lookingInterval {
            unlooked = 0
            try requireRoom(0)
        }
        if ContinuousClock.Instant.now - told > Self.tellingInterval { tell(with: incoming) }
    }

    private static let tellingInterval = Duration.seconds(5)
    /// Octets.
    private static let lookingInterval = 1 << 20

    private mutating func tell(with incoming: Int) {
        told = .now
        progress(count, octets + incoming)
    }

    nonisolated(nonsending) mutating func finish(_ number: Int) async throws {
        let file = try writer.finish()
        unfinished = nil
        count += 1
        octets += file.retrievedSize
        let item = Batch.Item(number: number, uidl: key(of: number, file), file: file)
        batch?.append(item)
        if batch?.isFull == true { try await pass() }
    }

    nonisolated(nonsending) mutating func refused(_ number: Int, _ refusal: POP3Refusal) async throws {
        refusals.append((number, refusal))
    }

    /// The UIDL. Where it names nothing, the second message with the same content is another message than the first, in whatever
    /// order they are listed.
    private mutating func key(of number: Int, _ file: SpooledFile) -> String {
        let uidl = uidls[number] ?? ""
        guard nameless.contains(number) else { return uidl }
        let identity = Array(uidl.utf8) + [0] + file.contentHash
        let occurrence = occurrences[identity, default: 0] + 1
        occurrences[identity] = occurrence
        return occurrence == 1 ? uidl : "\(uidl)#\(occurrence)"
    }

    /// Hands on what is complete; also after the session broke, since each complete message counts.
    nonisolated(nonsending) mutating func pass() async throws {
        writer.abort()
        guard let full = batch, !full.items.isEmpty else { return }
        batch = nil
        tell(with: 0)
        try await handOn(full)
    }
}
