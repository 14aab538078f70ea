public import SourceText

/// What a run decides with: the rules of an account, lowered from our language or from Sieve.
///
/// A program holds no syntax and does no I/O. It is made by a front end that has checked it: names are resolved to
/// slots, operators fit the types of their operands, patterns compile. What can still go wrong at run time is a rule
/// error (rules language §7).
public struct Program: Sendable {
    /// The files that took part, in order; rules refer to them by index.
    public var files: [ProgramFile]
    /// In the order of the text (rules language §3.1).
    public var rules: [Rule]
    public var groups: [Group]
    /// Bindings made outside of rules, in order, before the first rule runs. Evaluated when first asked for.
    public var globals: [Binding]
    /// Runs when nothing settled the message.
    public var otherwise: Otherwise?
    /// The files that `list("...")` names; ``Expression/list(_:)`` refers to them by index.
    public var lists: [ListFile]
    /// ``Expression/lookup(map:key:)`` refers to them by index.
    public var maps: [MapTable]
    /// How many slots a run needs for variables and captures.
    public var slotCount: Int

    public init(
        files: [ProgramFile] = [], rules: [Rule] = [], groups: [Group] = [], globals: [Binding] = [],
        otherwise: Otherwise? = nil, lists: [ListFile] = [], maps: [MapTable] = [], slotCount: Int = 0
    ) {
        self.files = files
        self.rules = rules
        self.groups = groups
        self.globals = globals
        self.otherwise = otherwise
        self.lists = lists
        self.maps = maps
        self.slotCount = slotCount
    }
}

public struct ProgramFile: Sendable {
    public var source: SourceFile
    /// `on error`, which holds for its file (rules language §7, §3.8).
    public var errorPolicy: ErrorPolicy

    public init(source: SourceFile, errorPolicy: ErrorPolicy = .keep) {
        self.source = source
        self.errorPolicy = errorPolicy
    }
}

/// What becomes of a message whose rule erred (rules language §7).
public enum ErrorPolicy: Sendable {
    /// Earlier rules' actions stay; the message is also kept in the inbox, tagged `rule-error`.
    case keep
    /// The plan is dropped and the message tried again on later polls; after that many tries, the action, or keep.
    case `defer`(times: Int, then: Action?)
}

/// A file of one entry a line, named by `list("...")`.
public struct ListFile: Sendable {
    /// As the rules write it.
    public var name: String
    /// Where it lies: relative names are taken from the folder of the rule file.
    public var path: String
    public var span: SourceSpan

    public init(name: String, path: String, span: SourceSpan) {
        self.name = name
        self.path = path
        self.span = span
    }
}

/// A map from text to values; keys compare without case.
public struct MapTable: Sendable {
    public var name: String
    public var entries: [(key: String, value: Expression)]

    public init(name: String, entries: [(key: String, value: Expression)]) {
        self.name = name
        self.entries = entries
    }
}

/// What runs when nothing settled the message; reported under the rule name `otherwise` (rules language §3.5).
public struct Otherwise: Sendable {
    public var body: [Statement]
    public var span: SourceSpan
    /// Index in ``Program/files``.
    public var file: Int

    public init(body: [Statement], span: SourceSpan, file: Int) {
        self.body = body
        self.span = span
        self.file = file
    }
}
