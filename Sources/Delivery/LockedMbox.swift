import Crypto

/// An mbox file that is ours alone until this goes: the one who has it appends a group of messages, or looks what became of one.
public struct LockedMbox: ~Copyable {
    private let file: MboxFile
    private let dotlock: MboxDotlock

    init(file: consuming MboxFile, dotlock: consuming MboxDotlock) {
        self.file = file
        self.dotlock = dotlock
    }

    /// Gives up both locks.
    public consuming func release() {}

    /// What ``append(_:behind:)`` is going to do, to be recorded before it.
    ///
    /// - Parameters:
    ///   - time: Seconds since 1970, for the envelope lines.
    ///   - count: Messages of the group.
    public func intent(time: Int, count: Int) throws(DeliveryError) -> MboxIntent {
        let length = try file.length
        return MboxIntent(inode: file.identity.inode, length: length, tail: try tail(before: length), time: time, count: count)
    }

    /// Appends a group of messages, and makes them durable.
    ///
    /// - Parameter intent: From ``intent(time:count:)`` under these very locks, and recorded.
    /// - Throws: ``DeliveryError``. None of the group is in the file then, unless it is ``DeliveryError/undecided(path:reason:)``.
    public func append(_ messages: [MboxMessage], behind intent: MboxIntent) throws(DeliveryError) {
        guard !messages.isEmpty else { return }
        do throws(DeliveryError) {
            var writer = MboxWriter()
            let separator = try separator(before: intent.length)
            try separator.withOctets { (piece) throws(DeliveryError) in try writer.write(piece, to: file) }
            for message in messages {
                try message.write(time: intent.time) { (piece) throws(DeliveryError) in try writer.write(piece, to: file) }
            }
            try writer.flush(to: file)
            guard try file.length == intent.length + writer.count else {
                throw .undecided(path: file.path, reason: "another program wrote to it without a lock")
            }
            try file.sync()
        } catch .undecided(let path, let reason) {
            throw .undecided(path: path, reason: reason)
        } catch {
            try rollBack(messages, intent, because: error)
            throw error
        }
    }

    /// Takes away what a failed append left, if nothing else stands there.
    private func rollBack(_ messages: [MboxMessage], _ intent: MboxIntent, because cause: DeliveryError) throws(DeliveryError) {
        do throws(DeliveryError) {
            let places = Dictionary(uniqueKeysWithValues: messages.enumerated().map { ($0.offset, $0.element) })
            let standing = try standing(behind: intent, places)
            guard case .ours = standing else { throw .undecided(path: file.path, reason: "\(cause); and another program wrote to it") }
            try file.cut(to: intent.length)
            try file.sync()
        } catch .undecided(let path, let reason) {
            throw .undecided(path: path, reason: reason)
        } catch {
            throw .undecided(path: file.path, reason: "\(cause); and \(error)")
        }
    }

    // MARK: - After a crash

    /// Finds out which messages of a recorded group are in the file, and makes those durable.
    ///
    /// Where nothing but our own octets stands behind what the intent recorded, a message that was cut off is taken away. Where anything
    /// else does, nothing is: messages are looked for, by all of their octets but the fields that readers rewrite, behind the recorded
    /// length, or in the whole file if it is not the one that was recorded. One pass, constant memory.
    ///
    /// - Parameter messages: By their places in the group; places may be missing.
    /// - Returns: The places of those that have arrived. The others are not there, and are to be appended under a new intent.
    public func recover(_ intent: MboxIntent, _ messages: [Int: MboxMessage]) throws(DeliveryError) -> Set<Int> {
        let length = try file.length
        var arrived: Set<Int>
        if file.identity.inode == intent.inode, length >= intent.length, try tail(before: intent.length) == intent.tail {
            switch try standing(behind: intent, messages) {
            case .ours(let complete, let end):
                if let end, end < length { try file.cut(to: end) }
                arrived = Set(0..<complete)
            case .others:
                arrived = try search(for: messages, time: intent.time, from: intent.length)
            }
            // The sync that failed, or was cut off, may have been theirs.
            if !arrived.isEmpty { try file.rewrite(from: intent.length, to: try file.length) }
        } else {
            arrived = try search(for: messages, time: intent.time, from: 0)
        }
        try file.sync()
        return arrived
    }

    private enum Standing {
        /// Ours from the first on: so many complete messages, and where the last of them ends, or nil if other mail follows the whole group.
        case ours(complete: Int, end: Int?)
        /// Something that is not ours.
        case others
    }

    private func standing(behind intent: MboxIntent, _ messages: [Int: MboxMessage]) throws(DeliveryError) -> Standing {
        let length = try file.length
        var comparison = MboxComparison(from: intent.length, length: length)
        let separator = try separator(before: intent.length)
        try separator.withOctets { (piece) throws(DeliveryError) in try comparison.compare(piece, in: file) }
        var complete = 0
        var end = intent.length
        for place in 0..<intent.count where comparison.agrees && comparison.offset < length {
            guard let message = messages[place] else { return .others }
            try message.write(time: intent.time) { (piece) throws(DeliveryError) in
                if comparison.agrees { try comparison.compare(piece, in: file) }
            }
            if comparison.agrees, !comparison.hasHoles {
                complete += 1
                end = comparison.offset
            }
        }
        if comparison.differs { return .others }
        return .ours(complete: complete, end: comparison.offset < length ? nil : end)
    }

    private func search(for messages: [Int: MboxMessage], time: Int, from start: Int) throws(DeliveryError) -> Set<Int> {
        do {
            var wanted: [[UInt8]: [Int]] = [:]
            for place in messages.keys.sorted(by: >) {
                guard let message = messages[place] else { continue }
                var scanner = try MboxScanner { wanted[$0, default: []].append(place) }
                message.write(time: time) { scanner.take($0) }
                scanner.finish()
            }
            var arrived: Set<Int> = []
            var scanner = try MboxScanner { digest in
                if let place = wanted[digest]?.popLast() { arrived.insert(place) }
            }
            var offset = start
            while true {
                let octets = try file.read(at: offset, MboxFile.block)
                if octets.isEmpty { break }
                octets.withUnsafeBytes { scanner.take($0) }
                offset += octets.count
            }
            scanner.finish()
            return arrived
        } catch let error as DeliveryError {
            throw error
        } catch {
            throw .undecided(path: file.path, reason: "\(error)")
        }
    }

    // MARK: - What stands before

    /// What keeps the group apart from what stands before it: a message ends with an empty line.
    private func separator(before length: Int) throws(DeliveryError) -> [UInt8] {
        let count = min(3, length)
        let last = try file.read(at: length - count, count)
        guard let octet = last.last else { return [] }
        guard octet == UInt8(ascii: "\n") else { return Array("\n\n".utf8) }
        let line = last.dropLast().last == UInt8(ascii: "\r") ? last.dropLast(2) : last.dropLast()
        return line.isEmpty || line.last == UInt8(ascii: "\n") ? [] : Array("\n".utf8)
    }

    /// SHA-256 of the last octets before `length`, in hexadecimal.
    private func tail(before length: Int) throws(DeliveryError) -> String {
        let count = min(MboxIntent.tailOctets, length)
        let octets = try file.read(at: length - count, count)
        do throws(CryptoError) {
            var hasher = try SHA256Hasher()
            hasher.update(octets)
            return String(decoding: Hexadecimal.encode(hasher.finish()), as: UTF8.self)
        } catch {
            throw .undecided(path: file.path, reason: "\(error)")
        }
    }
}
