/// What one match may use. Beyond it the outcome is ``MatchOutcome/limit(_:)``, never "no match".
public struct MatchLimits: Sendable, Hashable {
    /// Backtracking steps from one starting place.
    public var match: UInt32
    /// Nested backtracking points; for matches without JIT.
    public var depth: UInt32
    /// Heap in KiB; for matches without JIT.
    public var heap: UInt32
    /// The most that the stack of a JIT match may grow to, in octets.
    public var jitStack: Int
    /// Milliseconds that a match on a long subject may take.
    public var time: Int

    public init(
        match: UInt32 = 1_000_000, depth: UInt32 = 250_000, heap: UInt32 = 32_768, jitStack: Int = 8 << 20, time: Int = 2_000
    ) {
        self.match = match
        self.depth = depth
        self.heap = heap
        self.jitStack = jitStack
        self.time = time
    }

    public static let standard = MatchLimits()
}

/// Which limit a match hit, or why else it could not be decided.
public enum MatchLimit: Sendable, Hashable, CustomStringConvertible {
    case match, depth, heap, jitStack, time
    /// The subject of a pattern over text is not well-formed UTF-8.
    case malformedText
    /// Memory could not be had.
    case memory
    /// Any other failure, by PCRE2's number.
    case failure(Int32)

    public var description: String {
        switch self {
        case .match: "match limit"
        case .depth: "depth limit"
        case .heap: "heap limit"
        case .jitStack: "stack limit"
        case .time: "time limit"
        case .malformedText: "text is not UTF-8"
        case .memory: "out of memory"
        case .failure(let code): "PCRE2 error \(code)"
        }
    }
}

/// What became of one match.
public enum MatchOutcome: Sendable, Hashable {
    /// The octets matched; groups are in ``MatchWorkspace/group(_:)``.
    case match(Range<Int>)
    case noMatch
    /// Undecided.
    case limit(MatchLimit)
}
