/// Fields added to and taken from a message's header (RFC 5293), in a form that can be stored and applied later.
public struct HeaderEdits: Sendable, Hashable, Codable {
    /// Fields that stand before all others, in the order they stand.
    public private(set) var top: [AddedField] = []
    /// Fields that stand behind all others.
    public private(set) var bottom: [AddedField] = []
    /// Positions of the message's own fields that went, counted from 0 over all of its fields.
    public private(set) var removed: Set<Int> = []

    public init() {}

    public var isEmpty: Bool { top.isEmpty && bottom.isEmpty && removed.isEmpty }

    var count: Int { top.count + bottom.count + removed.count }

    mutating func add(_ field: AddedField, last: Bool) {
        if last { bottom.append(field) } else { top.insert(field, at: 0) }
    }

    /// Takes away fields by their position in the edited header: the top ones, what is left of `own` fields, the bottom ones.
    mutating func remove(at positions: [Int], own: Int) {
        let kept = (0..<own).filter { !removed.contains($0) }
        let (top, bottom) = (self.top, self.bottom)
        var gone = Set<Int>()
        for position in positions {
            switch position {
            case ..<top.count: gone.insert(position)
            case ..<(top.count + kept.count): removed.insert(kept[position - top.count])
            default: gone.insert(position)
            }
        }
        guard !gone.isEmpty else { return }
        self.top = top.indices.filter { !gone.contains($0) }.map { top[$0] }
        self.bottom = bottom.indices.filter { !gone.contains(top.count + kept.count + $0) }.map { bottom[$0] }
    }

    /// The octets with the edits made. All else stays as it was; line ends are those of the header.
    ///
    /// - Parameter octets: A message, or the beginning of one that holds at least the whole header and the empty line.
    public func applied(to octets: [UInt8]) -> [UInt8] {
        guard !isEmpty else { return octets }
        let lines = HeaderLines(octets)
        let lineEnd: [UInt8] = lines.usesCRLF ? [0x0D, 0x0A] : [0x0A]
        var result: [UInt8] = []
        result.reserveCapacity(octets.count + 256)
        let first = lines.fields.first?.lowerBound ?? lines.start
        let end = lines.fields.last?.upperBound ?? lines.start
        result += octets[..<first]
        for field in top { result += field.encoded(lineEnd: lineEnd) }
        var place = first
        for (position, range) in lines.fields.enumerated() {
            result += octets[place..<range.lowerBound]
            if !removed.contains(position) { result += octets[range] }
            place = range.upperBound
        }
        if !bottom.isEmpty {
            if let last = result.last, last != 0x0A { result += lineEnd }
            for field in bottom { result += field.encoded(lineEnd: lineEnd) }
        }
        // A message that had no header at all begins with its body: the empty line has to be made.
        let rest = octets[end...]
        if lines.fields.isEmpty, !rest.isEmpty, !rest.starts(with: [0x0A]), !rest.starts(with: [0x0D, 0x0A]) { result += lineEnd }
        result += rest
        return result
    }
}
