/// Writes diagnostics for people, with the source line and carets under the span.
///
/// ```
/// error[R014]: unknown unit "Q" in a size
///   Rules/personal.rules:12:15
///    12 |   when size > 3Q
///       |               ^^ a size ends in KB, MB or GB
///   help: write 3MB
/// ```
public struct DiagnosticRenderer: Sendable {
    /// Whether to write ANSI colours: for terminals only, and never with NO_COLOR set.
    public var colour: Bool

    public init(colour: Bool) {
        self.colour = colour
    }

    /// The text of one diagnostic, with a line feed at its end.
    public func render(_ diagnostic: Diagnostic) -> String {
        let paint = diagnostic.severity == .error ? Paint.red : Paint.yellow
        var out = styled("\(diagnostic.severity.rawValue)[\(diagnostic.code)]", paint)
        out += styled(": \(diagnostic.message)", .bold) + "\n"
        if let span = diagnostic.span {
            out += place(span)
            out += excerpt(span, label: diagnostic.label, paint: paint)
        }
        for note in diagnostic.notes {
            out += place(note.span)
            out += excerpt(note.span, label: note.text, paint: .blue)
        }
        if let help = diagnostic.help {
            out += "  " + styled("help", .green) + ": \(help)\n"
        }
        return out
    }

    private func place(_ span: SourceSpan) -> String {
        let start = span.start
        return "  \(span.file.name):\(start.line):\(start.column)\n"
    }

    /// Scalars of a long line that are shown, and how many of them stand before the span.
    private static let longestExcerpt = 240
    private static let lead = 60

    private func excerpt(_ span: SourceSpan, label: String, paint: Paint) -> String {
        let start = span.start
        let end = span.end
        let line = span.file.line(start.line).unicodeScalars
        let number = String(start.line)
        let gutter = String(repeating: " ", count: max(0, 5 - number.count))
        // Of a long line, what stands around the span.
        let first = line.count > Self.longestExcerpt ? max(0, start.column - 1 - Self.lead) : 0
        let window = line.dropFirst(first).prefix(Self.longestExcerpt)
        let head = first > 0 ? "…" : ""
        let tail = first + window.count < line.count ? "…" : ""
        let before = head + Self.shown(window.prefix(start.column - 1 - first))
        let lastColumn = end.line == start.line ? end.column - 1 : line.count
        let marked = window.dropFirst(start.column - 1 - first).prefix(max(0, lastColumn - start.column + 1))
        let width = max(1, TerminalWidth.cells(Self.shown(marked)))
        let carets = String(repeating: "^", count: width) + (label.isEmpty ? "" : " " + label)
        return "\(gutter)\(number) | \(head)\(Self.shown(window))\(tail)\n"
            + "\(String(repeating: " ", count: gutter.count + number.count)) | "
            + String(repeating: " ", count: TerminalWidth.cells(before)) + styled(carets, paint) + "\n"
    }

    /// A line as a terminal may safely show it: tabs as four spaces, control characters as `�`.
    private static func shown(_ line: some Sequence<Unicode.Scalar>) -> String {
        var out = String.UnicodeScalarView()
        for scalar in line {
            switch scalar {
            case "\t": out.append(contentsOf: "    ".unicodeScalars)
            case _ where scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format:
                out.append("\u{FFFD}")
            default: out.append(scalar)
            }
        }
        return String(out)
    }

    private enum Paint: String {
        case bold = "1", red = "1;31", green = "32", yellow = "1;33", blue = "34"
    }

    private func styled(_ text: String, _ paint: Paint) -> String {
        colour ? "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m" : text
    }
}
