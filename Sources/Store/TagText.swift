import Foundation

/// How tags are compared: without regard to case, in one normal form.
enum TagText {
    static func folded(_ tag: String) -> String {
        if tag.utf8.allSatisfy({ $0 < 0x80 }) { return tag.lowercased() }
        return tag.precomposedStringWithCanonicalMapping.lowercased().precomposedStringWithCanonicalMapping
    }
}
