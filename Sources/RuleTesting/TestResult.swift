public import RuleLanguage

/// What became of one test.
public struct TestResult: Sendable {
    public let test: TestCase
    /// Empty: the test passed.
    public let failures: [TestFailure]

    public var passed: Bool { failures.isEmpty }
}

/// One expectation that did not hold.
public struct TestFailure: Sendable, Hashable {
    /// Where the expectation stands, counted from 1; 0 where the test as a whole could not run.
    public let line: Int
    /// In the words of the test.
    public let expected: String
    /// What happened instead, in the same words.
    public let happened: String
    /// Why: the rules that took part, each with the condition that decided. Text from the message is escaped and cut.
    public let because: [String]
    /// The message, where the test gave a folder of them.
    public let message: String?
}
