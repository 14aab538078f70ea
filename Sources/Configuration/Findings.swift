import SourceText

/// What is wrong with one configuration file, collected while it is read.
final class Findings {
    let file: SourceFile
    private(set) var diagnostics: [Diagnostic] = []

    init(file: SourceFile) {
        self.file = file
    }

    func error(
        _ code: DiagnosticCode, _ message: String, at range: Range<Int>, label: String = "",
        notes: [(Range<Int>, String)] = [], help: String? = nil
    ) {
        add(.error, code, message, range, label, notes, help)
    }

    func warning(_ code: DiagnosticCode, _ message: String, at range: Range<Int>, label: String = "", help: String? = nil) {
        add(.warning, code, message, range, label, [], help)
    }

    /// All findings in the order of the text.
    var inOrder: [Diagnostic] {
        diagnostics.enumerated().sorted {
            let (left, right) = ($0.element.span?.range.lowerBound ?? 0, $1.element.span?.range.lowerBound ?? 0)
            return (left, $0.offset) < (right, $1.offset)
        }.map(\.element)
    }

    private func add(
        _ severity: Diagnostic.Severity, _ code: DiagnosticCode, _ message: String, _ range: Range<Int>, _ label: String,
        _ notes: [(Range<Int>, String)], _ help: String?
    ) {
        diagnostics.append(
            Diagnostic(
                severity, code: code.rawValue, message, at: SourceSpan(file, range), label: label,
                notes: notes.map { Diagnostic.Note(SourceSpan(file, $0.0), $0.1) }, help: help))
    }
}
