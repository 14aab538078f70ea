import SourceText
import Testing

@testable import Configuration

/// What people see for broken configurations, character for character.
@Suite struct GoldenDiagnosticsTests {
    @Test(arguments: 0..<goldenDiagnostics.count)
    func aBrokenConfigurationIsExplained(_ number: Int) throws {
        let golden = goldenDiagnostics[number]
        let directory = try TemporaryDirectory()
        let (configuration, diagnostics) = ConfigurationLoader.check(
            Array((golden.text + "\n").utf8), path: directory.path + "/postroom.toml", isOpenToOthers: true, environment: directory.environment)
        let renderer = DiagnosticRenderer(colour: false)
        let shown = diagnostics.map(renderer.render).joined(separator: "\n").replacing(directory.path, with: "DIR")
        #expect(configuration == nil)
        #expect(shown == golden.shown + "\n", "\(golden.name)")
    }
}
