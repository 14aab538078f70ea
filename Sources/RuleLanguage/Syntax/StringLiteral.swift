/// A string as written: text and, between, expressions in `${}`.
struct StringLiteral: Sendable, Equatable {
    enum Part: Sendable, Equatable {
        case text(String)
        /// The tokens between `${` and `}`, and the range from `$` to after `}`.
        case interpolation([Token], Range<Int>)

        static func == (left: Part, right: Part) -> Bool {
            switch (left, right) {
            case (.text(let left), .text(let right)): return left == right
            case (.interpolation(_, let left), .interpolation(_, let right)): return left == right
            default: return false
            }
        }
    }

    var parts: [Part]

    /// The text where nothing is interpolated; nil otherwise.
    var plain: String? {
        switch parts.count {
        case 0: return ""
        case 1:
            if case .text(let text) = parts[0] { return text }
            return nil
        default: return nil
        }
    }
}
