public import PatternMatching

/// What one evaluation may use. Beyond a limit the rule errs (rules language §7).
public struct EvaluationLimits: Sendable, Hashable {
    /// For each regular expression on each value.
    public var patterns: MatchLimits
    /// Comparisons of one value with one value, and turns of loops, over all rules.
    public var steps: Int
    /// Effects of one plan, and header fields added.
    public var effects: Int
    /// Tags of one message.
    public var tags: Int
    /// Octets of a text that is put together out of pieces.
    public var text: Int
    /// Characters of a value that a trace shows.
    public var shown: Int

    public init(
        patterns: MatchLimits = .standard, steps: Int = 2_000_000, effects: Int = 1_000, tags: Int = 256,
        text: Int = 1 << 20, shown: Int = 120
    ) {
        self.patterns = patterns
        self.steps = steps
        self.effects = effects
        self.tags = tags
        self.text = text
        self.shown = shown
    }

    public static let standard = EvaluationLimits()

    /// The names that ``set(_:to:)`` knows.
    public static let names = ["match", "depth", "heap", "jit-stack", "steps", "effects", "tags", "text"]

    /// Sets a limit by its name.
    ///
    /// - Returns: False if there is none of that name, or the value is below 1.
    public mutating func set(_ name: String, to value: Int) -> Bool {
        guard value >= 1 else { return false }
        switch name {
        case "match": patterns.match = UInt32(clamping: value)
        case "depth": patterns.depth = UInt32(clamping: value)
        case "heap": patterns.heap = UInt32(clamping: value)
        case "jit-stack": patterns.jitStack = value
        case "steps": steps = value
        case "effects": effects = value
        case "tags": tags = value
        case "text": text = value
        default: return false
        }
        return true
    }
}
