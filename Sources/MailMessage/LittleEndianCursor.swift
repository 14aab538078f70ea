/// Reads little-endian numbers and runs of octets; nil where there are not enough left.
struct LittleEndianCursor {
    private(set) var rest: ArraySlice<UInt8>

    init(_ octets: ArraySlice<UInt8>) { rest = octets }

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func uint8() -> UInt8? { take(1)?.first }
    mutating func uint16() -> UInt16? { take(2).map { $0.reversed().reduce(0) { $0 << 8 | UInt16($1) } } }
    mutating func uint32() -> UInt32? { take(4).map { $0.reversed().reduce(0) { $0 << 8 | UInt32($1) } } }

    /// Past the octets that fill up a run of `count` to a multiple of four; those that the end cut off are not missed.
    mutating func align(after count: Int) { rest = rest.dropFirst((4 - count % 4) % 4) }
}
