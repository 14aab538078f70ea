import SourceText

/// A finding as `--json` prints it.
struct FindingLine: Encodable, Hashable {
    let severity: String
    let code: String
    let message: String
    let file: String?
    let line: Int?
    let column: Int?
    let endLine: Int?
    /// Of the character after the last one.
    let endColumn: Int?
    let help: String?

    enum CodingKeys: String, CodingKey {
        case severity, code, message, file, line, column, help
        case endLine = "end-line"
        case endColumn = "end-column"
    }

    init(_ diagnostic: Diagnostic) {
        severity = diagnostic.severity.rawValue
        code = diagnostic.code
        message = diagnostic.message
        file = diagnostic.span?.file.name
        line = diagnostic.span?.start.line
        column = diagnostic.span?.start.column
        endLine = diagnostic.span?.end.line
        endColumn = diagnostic.span?.end.column
        help = diagnostic.help ?? (diagnostic.label.isEmpty ? nil : diagnostic.label)
    }

    /// Every key is there, null where nothing is known.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(severity, forKey: .severity)
        try container.encode(code, forKey: .code)
        try container.encode(message, forKey: .message)
        try container.encode(file, forKey: .file)
        try container.encode(line, forKey: .line)
        try container.encode(column, forKey: .column)
        try container.encode(endLine, forKey: .endLine)
        try container.encode(endColumn, forKey: .endColumn)
        try container.encode(help, forKey: .help)
    }
}
