import SourceText

/// Collects the findings of one file while it is read.
struct Findings: Sendable {
    /// So many findings say enough about one file; what comes behind is left out, but never the only error.
    static let limit = 500

    let file: SourceFile
    private(set) var diagnostics: [Diagnostic] = []

    init(_ file: SourceFile) {
        self.file = file
    }

    mutating func report(
        _ code: DiagnosticCode, _ message: String, at range: Range<Int>,
        label: String = "", notes: [(Range<Int>, String)] = [], help: String? = nil
    ) {
        append(Diagnostic(
            code.severity == .error ? .error : .warning, code: code.rawValue, message, at: SourceSpan(file, range), label: label,
            notes: notes.map { Diagnostic.Note(SourceSpan(file, $0.0), $0.1) }, help: help))
    }

    /// Forgets what was reported since there were `count` findings.
    mutating func rollBack(to count: Int) {
        diagnostics.removeLast(max(0, diagnostics.count - count))
    }

    mutating func append(_ diagnostic: Diagnostic) {
        if diagnostics.count >= Self.limit, diagnostic.severity == .warning || diagnostics.hasErrors { return }
        diagnostics.append(diagnostic)
    }

    mutating func append(contentsOf others: [Diagnostic]) {
        for diagnostic in others { append(diagnostic) }
    }
}
