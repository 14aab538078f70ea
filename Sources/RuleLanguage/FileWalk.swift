import RuleProgram
import SourceText

/// Goes through files and what they include, in the order in which they act.
struct FileWalk {
    private var checker = Checker(SourceFile(name: "", text: ""))
    private var sources: [SourceFile] = []
    private var diagnostics: [Diagnostic] = []
    /// The paths that are being read, the innermost last.
    private var open: [String] = []
    private var visited: Set<String> = []

    /// Includes are followed to ``RuleCompiler/includeLimit``, so the recursion is bounded.
    mutating func visit(_ file: SourceFile, isLast: Bool, isIncluded: Bool, read: (String) -> String?) {
        let path = RulePath.normalised(file.name)
        open.append(path)
        visited.insert(path)
        sources.append(file)
        let index = checker.program.files.count
        checker.program.files.append(ProgramFile(source: file))

        let parsed = Parser.parse(file)
        diagnostics += parsed.diagnostics
        enter(file, index, isIncluded: isIncluded, isIncomplete: parsed.diagnostics.hasErrors)
        var onError: OnErrorSyntax?
        for declaration in parsed.declarations {
            switch declaration {
            case .include(let syntax):
                let saved = (checker.isIncluded, checker.isIncomplete)
                include(syntax, isLast: isLast, read: read)
                enter(file, index, isIncluded: saved.0, isIncomplete: saved.1)
            case .onError(let syntax):
                if let earlier = onError {
                    checker.report(
                        .duplicateOnError, "a file has one \"on error\"", at: syntax.range, label: "the second",
                        note: (checker.span(earlier.range), "the first"))
                }
                onError = onError ?? syntax
                checker.declaration(declaration, isLastFile: isLast)
            default: checker.declaration(declaration, isLastFile: isLast)
            }
        }
        leave()
        open.removeLast()
    }

    private mutating func enter(_ file: SourceFile, _ index: Int, isIncluded: Bool, isIncomplete: Bool) {
        leave()
        checker.file = file
        checker.fileIndex = index
        checker.isIncluded = isIncluded
        checker.isIncomplete = isIncomplete
        checker.findings = Findings(file)
    }

    private mutating func leave() {
        diagnostics += checker.findings.diagnostics
        checker.findings = Findings(checker.file)
    }

    private mutating func include(_ syntax: IncludeSyntax, isLast: Bool, read: (String) -> String?) {
        let path = RulePath.resolve(syntax.path, relativeTo: checker.file.name)
        let normalised = RulePath.normalised(path)
        if let start = open.firstIndex(of: normalised) {
            let way = (open[start...] + [normalised]).joined(separator: " includes ")
            checker.report(
                .includeCycle, "this file includes itself", at: syntax.pathRange, label: start == open.count - 1 ? "the file it stands in" : "on the way: \(way)",
                help: "take one of the includes out")
            return
        }
        // A file that two others include acts once, at the first place.
        if visited.contains(normalised) { return }
        guard open.count < RuleCompiler.includeLimit else {
            checker.report(
                .nestingTooDeep, "files are included too deeply", at: syntax.pathRange, label: "more than \(RuleCompiler.includeLimit) levels")
            return
        }
        guard let text = read(path) else {
            checker.report(
                .unreadableInclude, "\"\(syntax.path.prefix(200))\" can't be read", at: syntax.pathRange, label: "looked for at \(path.prefix(200))",
                help: "the path is taken from the folder of the file that includes it")
            return
        }
        visit(SourceFile(name: path, text: text), isLast: isLast, isIncluded: true, read: read)
    }

    consuming func result() -> CompiledRules {
        if let last = sources.last {
            // What is left are the names of the outermost scope and the tests, which may be in any file.
            checker.isIncomplete = diagnostics.contains { $0.severity == .error }
            checker.findings = Findings(last)
            checker.reportUnused(checker.scopes[0])
            checker.checkExpectedRules()
            diagnostics += checker.findings.diagnostics
        }
        var order: [String: Int] = [:]
        for (index, source) in sources.enumerated() where order[source.name] == nil { order[source.name] = index }
        let places = diagnostics.map { (order[$0.span?.file.name ?? ""] ?? 0, $0.span?.range.lowerBound ?? 0) }
        let sorted = diagnostics.indices.sorted { (places[$0].0, places[$0].1, $0) < (places[$1].0, places[$1].1, $1) }.map { diagnostics[$0] }
        return CompiledRules(program: sorted.hasErrors ? nil : checker.program, tests: checker.tests, diagnostics: sorted, sources: sources)
    }
}
