/// Finds the parts of a message in one pass over its lines, with a stack and without recursion.
///
/// A line ends a part only if it is `--`, the boundary of an enclosing multipart, perhaps `--`, and blanks (RFC 2046 §5.1.1).
struct PartTreeBuilder {
    private let octets: Octets
    private let limits: MessageLimits
    private(set) var truncated: Set<ReadingLimit> = []

    /// A multipart whose end is not seen yet.
    private struct Open {
        var part: Part
        var boundary: [UInt8]
        /// How many of ``chain`` are up to and with this part.
        var height: Int
        var childType: String
        /// Its close delimiter was seen: what follows belongs to nobody.
        var isClosed = false
    }

    private var open: [Open] = []
    /// The parts that contain the place where the builder is, from the root on.
    private var chain: [Part] = []
    private(set) var count = 0
    /// Up to here the octets were let go.
    private var gone = 0
    private let clock: ReadingClock

    private let budget: TextBudget

    init(octets: Octets, limits: MessageLimits, clock: ReadingClock, budget: TextBudget) {
        self.clock = clock
        self.budget = budget
        self.octets = octets
        self.limits = limits
    }

    /// - Parameters:
    ///   - depth: Of the root.
    ///   - after: Parts of the message that were found before.
    mutating func build(header: HeaderIndex, depth: Int = 0, after found: Int = 0) -> Part {
        let end = octets.count
        return octets.withUnsafeBytes { all in
            let root = Part(octets: octets, header: header, bodyEnd: end, depth: depth, defaultType: "text/plain", limits: limits, budget: budget)
            count = found + 1
            truncated.formUnion(header.truncated)
            var position = enter(root, all)
            while position < end, !open.isEmpty, !truncated.contains(.time) {
                position = skipToDelimiter(all, from: position)
            }
            octets.letGo(gone..<position)
            return root
        }
    }

    /// Goes into a part whose header was read; enclosed messages are entered in a loop.
    ///
    /// - Returns: Where the lines go on.
    private mutating func enter(_ part: Part, _ all: UnsafeRawBufferPointer) -> Int {
        var part = part
        while true {
            chain.append(part)
            if part.truncatedParameters { truncated.insert(.parameters) }
            let start = part.range.lowerBound
            if part.isMultipart {
                guard let boundary = part.boundary else { return start }
                guard part.depth < limits.depth else {
                    truncated.insert(.depth)
                    return start
                }
                let childType = part.type == "multipart/digest" ? "message/rfc822" : "text/plain"
                open.append(Open(part: part, boundary: boundary, height: chain.count, childType: childType))
                return start
            }
            guard part.isMessage, part.encoding == .identity || part.encoding == .quotedPrintable else { return start }
            guard part.depth < limits.depth else {
                truncated.insert(.depth)
                return start
            }
            guard count < limits.parts else {
                truncated.insert(.parts)
                return start
            }
            let child = makePart(all, from: start, depth: part.depth + 1, defaultType: "text/plain")
            part.children.append(child)
            part = child
        }
    }

    private mutating func makePart(_ all: UnsafeRawBufferPointer, from start: Int, depth: Int, defaultType: String) -> Part {
        let headerEnd = endOfHeader(all, from: start)
        let header = HeaderIndex(all, range: start..<headerEnd, limits: limits, bodyStart: headerEnd)
        truncated.formUnion(header.truncated)
        count += 1
        return Part(octets: octets, header: header, bodyEnd: all.count, depth: depth, defaultType: defaultType, limits: limits, budget: budget)
    }

    /// A header ends with an empty line, which belongs to it, or before a delimiter.
    private func endOfHeader(_ all: UnsafeRawBufferPointer, from start: Int) -> Int {
        var position = start
        while position < all.count {
            let next = octets.lineEnd(from: position, in: all)
            if all[position] == .lineFeed || (all[position] == .carriageReturn && next == position + 2) { return next }
            if delimiter(all, from: position, to: next) != nil { return position }
            position = next
        }
        return position
    }

    /// Reads lines until one is a delimiter, and acts on it.
    private mutating func skipToDelimiter(_ all: UnsafeRawBufferPointer, from start: Int) -> Int {
        var position = start
        while position < all.count {
            let next = octets.lineEnd(from: position, in: all)
            if next - gone >= MappedFile.stretch {
                octets.letGo(gone..<position)
                gone = position
                if clock.isOver {
                    truncated.insert(.time)
                    return position
                }
            }
            if let (index, isClose) = delimiter(all, from: position, to: next) {
                return meet(index, isClose: isClose, lineStart: position, next: next, all)
            }
            position = next
        }
        return all.count
    }

    private mutating func meet(_ index: Int, isClose: Bool, lineStart: Int, next: Int, _ all: UnsafeRawBufferPointer) -> Int {
        // The line end before a delimiter belongs to the delimiter.
        var bodyEnd = lineStart
        if bodyEnd > 0, all[bodyEnd - 1] == .lineFeed { bodyEnd -= 1 }
        if bodyEnd > 0, all[bodyEnd - 1] == .carriageReturn { bodyEnd -= 1 }
        let height = open[index].height
        for part in chain[height...] { part.range = part.range.lowerBound..<max(part.range.lowerBound, min(bodyEnd, part.range.upperBound)) }
        chain.removeLast(chain.count - height)
        open.removeLast(open.count - index - 1)
        if isClose {
            open[index].isClosed = true
            return next
        }
        let parent = open[index].part
        guard count < limits.parts else {
            truncated.insert(.parts)
            return next
        }
        let child = makePart(all, from: next, depth: parent.depth + 1, defaultType: open[index].childType)
        parent.children.append(child)
        return enter(child, all)
    }

    /// The innermost open multipart that a line delimits.
    private func delimiter(_ all: UnsafeRawBufferPointer, from start: Int, to next: Int) -> (index: Int, isClose: Bool)? {
        let dash = UInt8(ascii: "-")
        guard next - start >= 3, all[start] == dash, all[start + 1] == dash, !open.isEmpty else { return nil }
        var end = next
        while end > start, all[end - 1].isBlankOrLineEnd { end -= 1 }
        let line = UnsafeRawBufferPointer(rebasing: all[(start + 2)..<max(start + 2, end)])
        for index in open.indices.reversed() where !open[index].isClosed {
            let boundary = open[index].boundary
            guard line.count >= boundary.count, line.starts(with: boundary) else { continue }
            if line.count == boundary.count { return (index, false) }
            if line.count == boundary.count + 2, line[boundary.count] == dash, line[boundary.count + 1] == dash { return (index, true) }
        }
        return nil
    }
}
