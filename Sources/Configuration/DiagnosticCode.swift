/// The stable codes of mistakes in a configuration; docs/configuration.md says what each means.
enum DiagnosticCode: String, CaseIterable {
    case notFound = "C001"
    case unreadable = "C002"
    case syntax = "C003"
    case unknownKey = "C004"
    case wrongType = "C005"
    case badValue = "C006"
    case missingKey = "C007"
    case conflict = "C008"
    case plaintext = "C009"
    case undefinedReference = "C010"
    case missingFile = "C011"
    case openToOthers = "C012"
    case noAccount = "C013"
    case oddPort = "C014"
}
