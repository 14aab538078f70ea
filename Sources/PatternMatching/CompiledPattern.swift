import CPCRE2

/// A regular expression compiled by PCRE2, to machine code where the processor allows.
///
/// Over text (the default) classes and case are Unicode's and subjects are UTF-8; with ``PatternOptions/raw`` subjects are octets.
/// Lines end with LF; `$` also matches before a final LF.
///
/// `@unchecked Sendable`: the compiled code is written by `init` alone and is read-only afterwards (pcre2api, "Multithreading":
/// a compiled pattern may be used by several threads at once; JIT compilation, the one thing that changes it, happens in `init`
/// before the object is seen by anybody else). All that a match writes to is in the caller's ``MatchWorkspace``.
public final class CompiledPattern: @unchecked Sendable {
    /// The longest pattern accepted, in octets.
    public static let longestSource = 64 << 10
    /// Subjects of more octets are matched in stretches of starting places, with a look at the clock between them. PCRE2's match
    /// limit counts from each starting place anew: harmless steps from each of them can add up to the square of the length.
    static let longSubject = 4 << 10
    /// The most starting places times the octets behind them for one stretch, and what the first one gets.
    private static let largestStretch = 1 << 33
    private static let firstStretch = 1 << 22

    public let source: String
    public let options: PatternOptions
    /// Named groups in the order of the text; a name can stand for several numbers.
    public let namedGroups: [(name: String, number: Int)]
    /// Groups besides the whole match.
    public let groupCount: Int
    /// Why the pattern runs in PCRE2's interpreter, slower but the same; nil when it runs as machine code.
    public let jitFailure: String?
    private let code: OpaquePointer
    /// Whether the pattern asks where matching began (`\G`), or forbids to go on from the next place (`(*COMMIT)`).
    private let isTiedToStart: Bool

    /// - Throws: ``PatternError`` with PCRE2's message and the place in `source`.
    public init(_ source: String, options: PatternOptions = [.caseless]) throws(PatternError) {
        guard source.utf8.count <= Self.longestSource else {
            throw PatternError(message: "the pattern is longer than \(Self.longestSource) octets", offset: Self.longestSource)
        }
        self.source = source
        self.options = options
        let code = try Self.compile(source, options)
        self.code = code
        isTiedToStart = source.contains("\\G") || source.contains("(*")
        let jit = pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE))
        jitFailure = jit == 0 ? nil : Self.message(of: jit)
        var groups: UInt32 = 0
        _ = pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_CAPTURECOUNT), &groups)
        groupCount = Int(groups)
        namedGroups = Self.names(in: code)
    }

    deinit {
        pcre2_code_free_8(code)
    }

    /// Looks for the first match at or behind an offset.
    ///
    /// - Parameters:
    ///   - subject: UTF-8, or any octets for a ``PatternOptions/raw`` pattern.
    ///   - start: In octets; on a character's boundary.
    ///   - knownValid: The octets come from a Swift string and need no check. False is always safe.
    /// - Returns: ``MatchOutcome/limit(_:)`` where it could not be decided; `.malformedText` for text that is no UTF-8.
    public func match(
        in subject: UnsafeBufferPointer<UInt8>, from start: Int = 0, knownValid: Bool = false,
        workspace: inout MatchWorkspace
    ) -> MatchOutcome {
        workspace.groupsSet = 0
        workspace.reserve(pairs: groupCount + 1)
        guard let context = workspace.context, let data = workspace.data else { return .limit(.memory) }
        guard start >= 0, start <= subject.count else { return .noMatch }
        let length = subject.count - start
        let flags: UInt32 = knownValid && !options.contains(.raw) ? UInt32(PCRE2_NO_UTF_CHECK) : 0
        let empty: StaticString = ""
        let base = subject.baseAddress ?? empty.utf8Start
        if length <= Self.longSubject || isTiedToStart {
            pcre2_set_offset_limit_8(context, -1)
            return outcome(of: pcre2_match_8(code, base, subject.count, start, flags, data, context), &workspace)
        }
        return matchInStretches(base, subject.count, start, flags, context, data, &workspace)
    }

    private func matchInStretches(
        _ base: UnsafePointer<UInt8>, _ count: Int, _ start: Int, _ flags: UInt32, _ context: OpaquePointer, _ data: OpaquePointer,
        _ workspace: inout MatchWorkspace
    ) -> MatchOutcome {
        let deadline = ContinuousClock.now + .milliseconds(workspace.limits.time)
        // A stretch grows while its time is too short to speak of, and shrinks when it is long.
        var stretch = max(16, Self.firstStretch / (count - start))
        let largest = max(64, Self.largestStretch / (count - start))
        var last = ContinuousClock.now
        var place = start
        var flags = flags
        while true {
            pcre2_set_offset_limit_8(context, min(place + stretch, count))
            let result = outcome(of: pcre2_match_8(code, base, count, place, flags, data, context), &workspace)
            guard case .noMatch = result else { return result }
            place += stretch + 1
            if !options.contains(.raw) {
                // The first call has looked at all of the subject; the next one begins with a whole character.
                flags = UInt32(PCRE2_NO_UTF_CHECK)
                while place < count, base[place] & 0xC0 == 0x80 { place += 1 }
            }
            if place > count { return .noMatch }
            let now = ContinuousClock.now
            if now >= deadline { return .limit(.time) }
            let spent = now - last
            last = now
            if spent < .milliseconds(1) {
                stretch = min(stretch * 4, largest)
            } else if spent > .milliseconds(20) {
                stretch = max(stretch / 4, 16)
            }
        }
    }

    private func outcome(of code: Int32, _ workspace: inout MatchWorkspace) -> MatchOutcome {
        if code > 0 {
            workspace.groupsSet = Int(code)
            return workspace.group(0).map { .match($0) } ?? .limit(.failure(code))
        }
        return switch code {
        case PCRE2_ERROR_NOMATCH: .noMatch
        case PCRE2_ERROR_MATCHLIMIT: .limit(.match)
        case PCRE2_ERROR_DEPTHLIMIT: .limit(.depth)
        case PCRE2_ERROR_HEAPLIMIT: .limit(.heap)
        case PCRE2_ERROR_JIT_STACKLIMIT: .limit(.jitStack)
        case PCRE2_ERROR_NOMEMORY: .limit(.memory)
        case PCRE2_ERROR_UTF8_ERR21...PCRE2_ERROR_UTF8_ERR1, PCRE2_ERROR_BADUTFOFFSET: .limit(.malformedText)
        default: .limit(.failure(code))
        }
    }

    /// Looks for the first match in a string; offsets are in UTF-8 octets.
    public func match(in subject: borrowing String, from start: Int = 0, workspace: inout MatchWorkspace) -> MatchOutcome {
        var text = copy subject
        return text.withUTF8 { match(in: $0, from: start, knownValid: true, workspace: &workspace) }
    }

    private static func compile(_ source: String, _ options: PatternOptions) throws(PatternError) -> OpaquePointer {
        var flags: UInt32 = options.contains(.raw)
            ? UInt32(PCRE2_NEVER_UTF) | UInt32(PCRE2_NEVER_UCP)
            : UInt32(PCRE2_UTF) | UInt32(PCRE2_UCP)
        flags |= UInt32(PCRE2_NEVER_BACKSLASH_C) | UInt32(PCRE2_USE_OFFSET_LIMIT)
        if options.contains(.caseless) { flags |= UInt32(PCRE2_CASELESS) }
        if options.contains(.dotAll) { flags |= UInt32(PCRE2_DOTALL) }
        if options.contains(.multiline) { flags |= UInt32(PCRE2_MULTILINE) }
        if options.contains(.extended) { flags |= UInt32(PCRE2_EXTENDED) }
        let context = pcre2_compile_context_create_8(nil)
        defer { pcre2_compile_context_free_8(context) }
        if let context { pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_LF)) }
        var number: Int32 = 0
        var offset = 0
        var text = source
        let code = text.withUTF8 { octets in
            let empty: StaticString = ""
            return pcre2_compile_8(octets.baseAddress ?? empty.utf8Start, octets.count, flags, &number, &offset, context)
        }
        guard let code else {
            throw PatternError(message: message(of: number), offset: min(max(0, offset), source.utf8.count))
        }
        return code
    }

    private static func message(of code: Int32) -> String {
        let text = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { buffer in
            let length = pcre2_get_error_message_8(code, buffer.baseAddress, buffer.count)
            return length > 0 ? String(decoding: buffer.prefix(Int(length)), as: UTF8.self) : ""
        }
        return text.isEmpty ? "PCRE2 error \(code)" : text
    }

    private static func names(in code: OpaquePointer) -> [(name: String, number: Int)] {
        var count: UInt32 = 0
        var size: UInt32 = 0
        var table: UnsafePointer<UInt8>?
        guard pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMECOUNT), &count) == 0, count > 0,
            pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMEENTRYSIZE), &size) == 0, size > 2,
            pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table) == 0, let table
        else { return [] }
        // An entry is the number in two octets, then the name and a NUL.
        let entries = UnsafeBufferPointer(start: table, count: Int(count) * Int(size))
        let groups = (0..<Int(count)).map { index in
            let entry = entries[(index * Int(size))..<((index + 1) * Int(size))]
            let number = Int(entry[entry.startIndex]) << 8 | Int(entry[entry.startIndex + 1])
            return (name: String(decoding: entry.dropFirst(2).prefix { $0 != 0 }, as: UTF8.self), number: number)
        }
        return groups.sorted { $0.number < $1.number }
    }
}
