public import Configuration
public import MailMessage
import PatternMatching
public import RuleEngine

extension MessageLimits {
    /// Those of `[limits]` that reading a message has.
    public init(_ limits: Limits) {
        self.init()
        headerOctets = limits.headerOctets
        headerCount = limits.headerCount
        parts = limits.parts
        depth = limits.depth
        decodedText = limits.decodedText
        fieldOctets = limits.fieldOctets
        tnefOctets = limits.tnefOctets
        links = limits.links
        parameters = limits.parameters
        encodedWords = limits.encodedWords
        addresses = limits.addresses
        time = limits.readingTime
    }
}

extension EvaluationLimits {
    /// Those of `[limits]` that rules have, and the standard ones besides.
    public init(_ limits: Limits) {
        self = .standard
        patterns.match = UInt32(clamping: limits.matchLimit)
        patterns.depth = UInt32(clamping: limits.matchDepth)
        patterns.heap = UInt32(clamping: limits.matchHeap >> 10)
        patterns.jitStack = limits.matchStack
    }
}
