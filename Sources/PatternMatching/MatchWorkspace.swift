import CPCRE2

/// The memory that matching writes to: group offsets, a stack for JIT code that grows on use, and the limits.
///
/// It belongs to one thread at a time; a thread makes one and uses it for all patterns.
public struct MatchWorkspace: ~Copyable {
    /// Octets that the JIT stack starts with; PCRE2's own default.
    private static let initialJITStack = 32 << 10

    public let limits: MatchLimits
    let context: OpaquePointer?
    private let jitStack: OpaquePointer?
    /// Room for `capacity` pairs of offsets.
    private(set) var data: OpaquePointer?
    private var capacity: Int
    /// Pairs that the last match set.
    var groupsSet = 0

    public init(limits: MatchLimits = .standard) {
        self.limits = limits
        context = pcre2_match_context_create_8(nil)
        let cap = max(Self.initialJITStack, limits.jitStack)
        jitStack = pcre2_jit_stack_create_8(Self.initialJITStack, cap, nil)
        capacity = 16
        data = pcre2_match_data_create_8(16, nil)
        if let context {
            pcre2_set_match_limit_8(context, limits.match)
            pcre2_set_depth_limit_8(context, limits.depth)
            pcre2_set_heap_limit_8(context, limits.heap)
            pcre2_jit_stack_assign_8(context, nil, jitStack.map { UnsafeMutableRawPointer($0) })
        }
    }

    deinit {
        pcre2_match_data_free_8(data)
        pcre2_match_context_free_8(context)
        pcre2_jit_stack_free_8(jitStack)
    }

    /// Makes room for the groups of a pattern.
    mutating func reserve(pairs: Int) {
        guard pairs > capacity else { return }
        pcre2_match_data_free_8(data)
        data = pcre2_match_data_create_8(UInt32(clamping: pairs), nil)
        capacity = data == nil ? 0 : pairs
    }

    /// The octets of a numbered group of the last match; 0 is the whole of it. Nil when the group took no part.
    public func group(_ number: Int) -> Range<Int>? {
        guard number >= 0, number < groupsSet, let data, let offsets = pcre2_get_ovector_pointer_8(data) else { return nil }
        let start = Int(offsets[2 * number])
        let end = Int(offsets[2 * number + 1])
        // PCRE2_UNSET reads as -1; `\K` in a lookahead can set a start behind its end.
        guard start >= 0, end >= 0 else { return nil }
        return start <= end ? start..<end : end..<start
    }
}
