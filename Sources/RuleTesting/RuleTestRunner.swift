import Foundation
public import MailMessage
public import RuleEngine
public import RuleLanguage
public import RuleProgram
import SourceText

/// Runs the tests of rule files: the real engine, on the message of each test.
public struct RuleTestRunner {
    private let program: PreparedProgram
    private let evaluator = Evaluator()
    private let readMessage: (String) -> Octets?
    private let readFolder: (String) -> [String]?
    private let messageLimits: MessageLimits
    private let limits: EvaluationLimits
    private let trusted: (String?) -> [String]

    /// - Parameters:
    ///   - readMessage: A file's octets, best mapped, by its path, nil where it can't be read: for `given file` and `given messages`.
    ///   - readFolder: The paths of a folder's files, in the order in which they are to be run.
    ///   - messageLimits: For reading the messages.
    ///   - limits: Of the engine, where a test gives none.
    ///   - trusted: The servers whose Authentication-Results an account believes, by the account that a test gives; asked where a
    ///     test names none itself.
    public init(
        _ program: Program, readMessage: @escaping (String) -> Octets?, readFolder: @escaping (String) -> [String]?,
        messageLimits: MessageLimits = .default, limits: EvaluationLimits = .standard, trusted: @escaping (String?) -> [String] = { _ in [] }
    ) {
        self.messageLimits = messageLimits
        self.limits = limits
        self.trusted = trusted
        self.program = PreparedProgram(program)
        self.readMessage = readMessage
        self.readFolder = readFolder
    }

    public func run(_ test: TestCase) -> TestResult {
        switch test.message {
        case nil: return result(test, [("", Octets(MessageBuilder.octets(of: [])))])
        case .parts(let parts): return result(test, [("", Octets(MessageBuilder.octets(of: parts)))])
        case .file(let path):
            guard let octets = readMessage(path) else { return unreadable(test, path) }
            return result(test, [("", octets)])
        case .folder(let path):
            guard let names = readFolder(path), !names.isEmpty else { return unreadable(test, path) }
            var messages: [(String, Octets)] = []
            for name in names {
                guard let octets = readMessage(name) else { return unreadable(test, name) }
                messages.append((name, octets))
            }
            return result(test, messages)
        }
    }

    private func unreadable(_ test: TestCase, _ path: String) -> TestResult {
        let failure = TestFailure(
            line: test.span.start.line, expected: "a message at \(DisplayText.escaped(path, maximum: 200))", happened: "it can't be read", because: [],
            message: nil)
        return TestResult(test: test, failures: [failure])
    }

    private func result(_ test: TestCase, _ messages: [(name: String, octets: Octets)]) -> TestResult {
        var failures: [TestFailure] = []
        for (name, octets) in messages {
            let message = Message(octets, limits: messageLimits)
            let plan = evaluator.evaluate(message, context: context(test, message), program: program, trace: .full)
            let comparison = PlanComparison(plan)
            for expectation in test.expectations {
                if let failure = comparison.failure(of: expectation, message: name.isEmpty ? nil : name) { failures.append(failure) }
            }
        }
        return TestResult(test: test, failures: failures)
    }

    /// `now` not given is the message's date; times of day are those of its offset, so that a test says the same everywhere.
    /// Without any date it is noon of the first day of 2026.
    private func context(_ test: TestCase, _ message: Message) -> RunContext {
        let now = test.now.map { Date(timeIntervalSince1970: TimeInterval($0)) } ?? message.date?.instant
        let offset = test.nowOffsetMinutes.map { $0 * 60 } ?? message.date?.offsetSeconds ?? 0
        var limits = limits
        for (limit, value) in test.limits { _ = limits.set(limit.rawValue, to: max(1, value)) }
        var context = RunContext(
            account: test.account ?? "default", now: now ?? Date(timeIntervalSince1970: 1_767_268_800),
            timeZone: TimeZone(secondsFromGMT: offset) ?? .gmt, state: TestState(test), limits: limits)
        context.trustedServers = test.trusted.isEmpty ? trusted(test.account) : test.trusted
        return context
    }
}
