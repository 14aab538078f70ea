import SourceText

/// The known name that somebody most likely meant.
enum NearestName {
    /// The nearest by edit distance, at most a third of the length away (and always at least one); nil where nothing is near.
    /// Long words are compared by their first 64 octets.
    static func of(_ word: String, among candidates: some Sequence<String>) -> String? {
        let typed = Array(word.lowercased().utf8.prefix(64))
        let limit = max(1, typed.count / 3)
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let known = Array(candidate.lowercased().utf8.prefix(64))
            if abs(known.count - typed.count) > limit { continue }
            let distance = EditDistance.between(typed, known)
            if distance <= limit, distance < (best?.distance ?? .max) { best = (candidate, distance) }
        }
        return best?.name
    }
}
