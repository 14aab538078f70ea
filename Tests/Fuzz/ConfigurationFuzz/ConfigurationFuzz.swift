import Configuration
import Fuzzing
import SourceText

/// A configuration's text: the key locator, what stands between us and the TOML parser, the parser, the checks, and the rendering
/// of what they find.
@main
enum ConfigurationFuzz {
    static func main() { Fuzz.run { fuzzConfiguration($0, $1) } }
}

private func fuzzConfiguration(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let octets = start.map { Array(UnsafeBufferPointer(start: $0, count: count)) } ?? []
    let (configuration, findings) = ConfigurationLoader.check(
        octets, path: "/nonexistent/postroom.toml", isOpenToOthers: true, environment: ["HOME": "/nonexistent"])
    precondition((configuration == nil) == findings.hasErrors)
    let renderer = DiagnosticRenderer(colour: false)
    for finding in findings {
        precondition(!renderer.render(finding).isEmpty)
        if let span = finding.span { precondition(span.range.upperBound <= span.file.text.utf8.count + 1) }
    }
    return 0
}
