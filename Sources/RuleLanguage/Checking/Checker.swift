import RuleProgram
import SourceText

/// Resolves names, types and patterns, and writes the program, in one walk over the syntax.
///
/// The walk goes on after every mistake: what is wrong has the type ``ValueType/invalid``, which goes with everything.
struct Checker {
    var program = Program()
    var tests: [TestCase] = []
    /// Of the file that is being walked.
    var findings: Findings
    var file: SourceFile
    var fileIndex = 0
    /// Whether the file came by `include`: its lets may be there for others.
    var isIncluded = false
    /// The parser found mistakes in the file: what is missing may have stood there.
    var isIncomplete = false

    /// From the outermost to the innermost.
    var scopes: [Scope] = [Scope()]
    var usedNames: Set<SourceSpan.Key> = []
    /// The slots of the current rule's named groups.
    var captureSlots: [String: Slot] = [:]

    /// A condition of the current rule could not be read: what names it binds is not known.
    var forgivesNames = false

    /// Looking for what was meant costs time for each name that exists: after so many findings nobody reads on.
    private var suggestionsLeft = 200

    var ruleNames: [String: SourceSpan] = [:]
    var testNames: [String: SourceSpan] = [:]
    var expectedRules: [(name: String, span: SourceSpan)] = []
    var listIndices: [String: Int] = [:]
    var otherwiseSpan: SourceSpan?
    /// After a rule that ends every run: its span, and whether the warning was given.
    var endOfRules: (span: SourceSpan, warned: Bool)?
    /// The conditions of rules that settle, as written.
    var settlingConditions: [String: SourceSpan] = [:]

    init(_ file: SourceFile) {
        self.file = file
        findings = Findings(file)
    }

    func span(_ range: Range<Int>) -> SourceSpan { SourceSpan(file, range) }

    mutating func report(
        _ code: DiagnosticCode, _ message: String, at range: Range<Int>, label: String = "", note: (SourceSpan, String)? = nil, help: String? = nil
    ) {
        var diagnostic = Diagnostic(
            code.severity == .error ? .error : .warning, code: code.rawValue, message, at: span(range), label: label, help: help)
        if let note { diagnostic.notes = [Diagnostic.Note(note.0, note.1)] }
        findings.append(diagnostic)
    }

    /// The nearest of the names, while there are suggestions left.
    mutating func nearest(_ word: String, among names: () -> [String]) -> String? {
        guard suggestionsLeft > 0 else { return nil }
        suggestionsLeft -= 1
        return NearestName.of(word, among: names())
    }

    // MARK: Scopes

    mutating func newSlot(_ name: String) -> Slot {
        let slot = Slot(index: program.slotCount, name: name)
        program.slotCount += 1
        return slot
    }

    /// The slot of a named group: one for each name of a rule, so that both branches of an `or` fill the same.
    mutating func captureSlot(_ name: String) -> Slot {
        if let slot = captureSlots[name] { return slot }
        let slot = newSlot(name)
        captureSlots[name] = slot
        return slot
    }

    func lookUp(_ name: String) -> NamedEntity? {
        for scope in scopes.reversed() {
            if let entity = scope.names[name] { return entity }
        }
        return nil
    }

    mutating func pushScope() { scopes.append(Scope()) }

    /// Ends a block, and reports what it named and never used.
    mutating func popScope() {
        guard scopes.count > 1 else { return }
        reportUnused(scopes.removeLast())
    }

    mutating func reportUnused(_ scope: Scope) {
        guard !isIncomplete else { return }
        for (name, span) in scope.declared where !usedNames.contains(span.key) {
            findings.append(Diagnostic(
                .warning, code: DiagnosticCode.unusedName.rawValue, "\"\(name)\" is never used", at: span, label: "named here",
                help: "delete it, or use it"))
        }
    }

    mutating func declare(_ name: Name, _ kind: NamedEntity.Kind, mustBeUsed: Bool) {
        if FieldTable.isField(name.text) || FieldTable.functions.contains(name.text) {
            let what = FieldTable.isField(name.text) ? "a field" : "a function"
            report(.nameTaken, "\"\(name.text)\" is the name of \(what)", at: name.range, label: "choose another name")
            return
        }
        if let earlier = lookUp(name.text) {
            report(
                .nameTaken, "\"\(name.text)\" is named already", at: name.range, label: "the second time", note: (earlier.span, "the first time"),
                help: "choose another name")
            return
        }
        let place = span(name.range)
        scopes[scopes.count - 1].names[name.text] = NamedEntity(kind: kind, span: place)
        if mustBeUsed { scopes[scopes.count - 1].declared.append((name.text, place)) }
    }

    /// Makes the groups of a condition names of the innermost block.
    mutating func bind(_ captures: BoundCaptures) {
        var scope = scopes.removeLast()
        for (name, span) in captures.definite {
            scope.names[name] = NamedEntity(kind: .capture(captureSlot(name), definite: true), span: span)
        }
        for (name, span) in captures.possible where captures.definite[name] == nil {
            // What is definite already stays so.
            if case .capture(_, definite: true)? = scope.names[name]?.kind { continue }
            scope.names[name] = NamedEntity(kind: .capture(captureSlot(name), definite: false), span: span)
        }
        for (name, hidden) in captures.hidden where scope.names[name] == nil {
            scope.names[name] = NamedEntity(kind: .hidden(hidden.reason), span: hidden.span)
        }
        scopes.append(scope)
    }
}

extension SourceSpan {
    /// Where something stands, without the text: cheap to compare.
    struct Key: Hashable, Sendable {
        let file: String
        let start: Int
    }

    var key: Key { Key(file: file.name, start: range.lowerBound) }
}
