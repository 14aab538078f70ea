import Agent
import ArgumentParser
import Demo
import Foundation
import SourceText

/// `postroom demo`: the whole way of a message, without an account and without a network.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "See Postroom at work on sample mail: no account and no network needed.",
        discussion: """
            Starts a POP3 server in this process, with TLS on loopback, that holds some forty sample messages, and polls it with \
            the shipped rules, personal.rules and team.rules. An SMTP server of its own takes what they forward. Shows which rule \
            decided each message and what happened, what is in each folder, and where everything lies.
            """
    )

    @Option(
        help: ArgumentHelp(
            "Where to work; what an earlier demo left there is replaced.",
            discussion: "Without it: $XDG_CACHE_HOME/postroom/demo, or ~/.cache/postroom/demo.", valueName: "directory"),
        completion: .directory)
    var directory: String?

    @Option(
        help: ArgumentHelp(
            "The directory with personal.rules and team.rules.",
            discussion: "Without it: Rules beside the program or above it, PREFIX/share/postroom/Rules, ./Rules.", valueName: "directory"),
        completion: .directory)
    var rules: String?

    func run() async throws {
        guard let shipped = rules ?? ShippedRules.directory else {
            Console.fail("the shipped rules are neither beside this program nor in ./Rules; name their directory with --rules")
            throw ExitStatus.noInput
        }
        for name in ["personal.rules", "team.rules"] where !FileManager.default.isReadableFile(atPath: "\(shipped)/\(name)") {
            Console.fail("\(shipped) holds no \(name) that can be read; name the directory of the shipped rules with --rules")
            throw ExitStatus.noInput
        }
        let demonstration = Demonstration(directory: Self.absolute(directory ?? Self.defaultDirectory), shippedRules: Self.resolved(shipped))
        let result: Demonstration.Result
        do {
            result = try await demonstration.run()
        } catch let error as AgentError {
            Console.show(error.findings)
            Console.fail(error.sentence)
            throw error.exitStatus
        } catch let error as Demonstration.Failure {
            Console.fail(error.description)
            throw ExitStatus.cannotCreate
        } catch {
            Console.fail("\(demonstration.directory): \(error.localizedDescription)")
            throw ExitStatus.cannotCreate
        }
        for report in result.reports {
            if let error = report.error { Console.fail("\(report.account): \(error)") }
        }
        DemoTable(demonstration: demonstration, result: result).print()
        if result.reports.contains(where: { $0.error != nil }) { throw ExitStatus.software }
    }

    private static var defaultDirectory: String {
        let environment = ProcessInfo.processInfo.environment
        if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") { return cache + "/postroom/demo" }
        return (environment["HOME"] ?? "/tmp") + "/.cache/postroom/demo"
    }

    /// Absolute, and the directory itself where a package has put a symbolic link in its place.
    private static func resolved(_ path: String) -> String {
        URL(fileURLWithPath: absolute(path)).resolvingSymlinksInPath().path
    }

    private static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }
}

/// Where the rules that come with the program lie: beside it in a checkout, or under the prefix it is installed in.
enum ShippedRules {
    static var directory: String? {
        guard let executable = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else { return nil }
        var folder = (executable as NSString).deletingLastPathComponent
        while folder.count > 1 {
            for candidate in [folder + "/Rules", folder + "/share/postroom/Rules"] {
                if FileManager.default.fileExists(atPath: candidate + "/personal.rules") { return candidate }
            }
            folder = (folder as NSString).deletingLastPathComponent
        }
        return FileManager.default.fileExists(atPath: "Rules/personal.rules") ? "Rules" : nil
    }
}
