import Foundation
import PatternMatching

/// The entries of a list file: one a line, blanks around them and empty lines left out. Compared without case.
///
/// It is made once when the file changes, and shared by all evaluations.
public final class ListContents: Sendable {
    public let entries: [String]
    let folded: Set<FoldedText>

    public init(entries: [String]) {
        let composed = entries.map(\.precomposedStringWithCanonicalMapping)
        self.entries = composed
        folded = Set(composed.map { FoldedText($0) })
    }

    /// Reads the text of a list file. A line that begins with `#` is a comment.
    public convenience init(text: String) {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        self.init(entries: lines.filter { !$0.isEmpty && !$0.hasPrefix("#") })
    }
}
