import Foundation
import Testing

/// The built `postroom`, driven from outside as a person drives it.
struct PostroomProgram {
    let directory: String

    /// Beside the test bundle, where the package builder puts both; the variable `POSTROOM` names another.
    static let path: String = {
        if let named = ProcessInfo.processInfo.environment["POSTROOM"] { return named }
        let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        return bundle.deletingLastPathComponent().appendingPathComponent("postroom").path
    }()

    func start(_ arguments: String..., environment: [String: String] = [:]) throws -> Subprocess {
        try #require(FileManager.default.isExecutableFile(atPath: Self.path), "no program at \(Self.path)")
        return try Subprocess(Self.path, arguments, directory: directory, environment: environment)
    }

    func run(_ arguments: String...) async throws -> Outcome {
        try #require(FileManager.default.isExecutableFile(atPath: Self.path), "no program at \(Self.path)")
        return try await Subprocess.run(Self.path, arguments, directory: directory)
    }
}
