/// One command for each of many messages, some of them in flight: how many may go out next, and whose answer comes.
///
/// Those in flight stay below 4 KB together, so that a server that writes before it reads cannot hold us both.
internal struct POP3Pipeline {
    internal static let octetsInFlight = 4000

    internal let expectation: POP3Dialogue.Expectation
    internal let verb: String
    /// Behind the number: TOP's count of lines.
    private let argument: String
    private let numbers: [Int]
    private let window: Int
    /// A last command whose answer shows that the reply before it ended where it seemed to.
    private let fence: POP3Dialogue.Expectation?
    private var sent = 0
    private var done = 0
    private var inFlight: [Int] = []
    private var octets = 0

    internal init(
        _ verb: String, _ expectation: POP3Dialogue.Expectation, numbers: [Int], argument: String = "", window: Int,
        fence: POP3Dialogue.Expectation? = nil
    ) {
        self.verb = verb
        self.argument = argument.isEmpty ? "" : " " + argument
        self.expectation = expectation
        self.numbers = numbers
        self.window = window
        self.fence = numbers.isEmpty ? nil : fence
    }

    private var total: Int { numbers.count + (fence == nil ? 0 : 1) }

    /// The message whose answer comes next; nil for the fence and at the end.
    internal var current: Int? { done < numbers.count ? numbers[done] : nil }

    internal var isDone: Bool { done == total }

    /// The commands that may go out now: none while half of the window is in flight.
    internal mutating func commands() -> (lines: String, expectations: [POP3Dialogue.Expectation]) {
        guard sent < total, sent - done <= window / 2, sent == done || window > 1 else { return ("", []) }
        var lines = ""
        var expectations: [POP3Dialogue.Expectation] = []
        while sent < total, sent - done < window || sent == numbers.count && window > 1 {
            let line = sent < numbers.count ? "\(verb) \(numbers[sent])\(argument)\r\n" : "\(fence?.command ?? "")\r\n"
            guard octets + line.utf8.count <= Self.octetsInFlight else { break }
            expectations.append(sent < numbers.count ? expectation : fence ?? expectation)
            lines += line
            octets += line.utf8.count
            inFlight.append(line.utf8.count)
            sent += 1
        }
        return (lines, expectations)
    }

    /// The answer to ``current``, or to the fence, has come whole.
    internal mutating func answered() {
        octets -= inFlight[inFlightHead]
        inFlightHead += 1
        done += 1
    }

    private var inFlightHead = 0
}
