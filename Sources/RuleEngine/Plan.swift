/// What an evaluation decided (rules language §8). Carrying it out is somebody else's job.
public struct Plan: Sendable, Hashable, Codable {
    /// In the order of the text. Effects on one folder, or one address, are merged into the first of them.
    public var effects: [Effect] = []
    /// Whether the inbox gets the message: by implicit keep, `keep`, or an error (rules language §3.11).
    public var keep = false
    /// Whether some action settled the message (rules language §3.3).
    public var settled = false
    /// What the copy in the inbox carries; meaningless unless ``keep``.
    public var inbox = Carried()
    /// The message's tags at the end of the run, those it came with included, in the order they were added.
    public var tags: [String] = []
    /// The message's flags at the end of the run.
    public var flags: [String] = []
    /// What ``StateSnapshot/firstSeen(_:)`` has to know once the plan is committed.
    public var sightings: [Sighting] = []
    /// Every rule that is not disabled, in order; a last one for `otherwise`, if there is one.
    public var rules: [RuleTrace] = []
    /// The rule error that ended the run.
    public var error: RuleFailure?
    /// The message is to be tried again later; nothing else of the plan is to be done.
    public var deferral: Deferral?

    public init() {}

    /// The name of the rule that settled the message or ended the run in error; nil if none did.
    public var decidedBy: String? {
        error?.rule ?? effects.last { $0.settles }?.rule
    }
}

/// What an effect carries of what was planned before it (rules language §3.10).
public struct Carried: Sendable, Hashable, Codable {
    public var flags: [String] = []
    public var edits = HeaderEdits()

    public init() {}
}

/// A key to be remembered once the plan is committed; the window starts at the first sighting and is not extended.
public struct Sighting: Sendable, Hashable, Codable {
    public var key: SeenKey
    /// Seconds for which it is to be remembered.
    public var window: Int

    public init(key: SeenKey, window: Int) {
        self.key = key
        self.window = window
    }
}

/// `on error defer`: an erring message waits (rules language §7).
public struct Deferral: Sendable, Hashable, Codable {
    /// Deferrals allowed in all.
    public var times: Int

    public init(times: Int) {
        self.times = times
    }
}
