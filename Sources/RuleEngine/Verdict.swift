/// A truth value that can be undecided (rules language §7).
enum Verdict {
    case yes, no
    /// Could not be decided.
    case error(Fault)

    init(_ truth: Bool) {
        self = truth ? .yes : .no
    }

    /// The same question asked the other way; what is undecided stays so.
    var negated: Verdict {
        switch self {
        case .yes: .no
        case .no: .yes
        case .error: self
        }
    }
}
