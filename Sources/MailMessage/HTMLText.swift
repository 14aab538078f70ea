/// The text that a person sees of an HTML document.
public enum HTMLText {
    /// Tags, comments, scripts, styles and what is hidden or has no size left out; character references decoded; runs of blanks
    /// made one; blocks on lines of their own, a table's rows one below the other. Linear, for any input.
    public static func visibleText(from html: String) -> String {
        var reader = HTMLReader(Array(html.utf8))
        return Normalization.composed(String(decoding: reader.run(), as: UTF8.self))
    }

    /// The targets of the links, in order, seen or not, as written but for character references and stray blanks.
    ///
    /// - Parameter limit: How many are given at most.
    /// - Returns: `isCut` if there are more.
    public static func links(in html: String, limit: Int) -> (links: [String], isCut: Bool) {
        var reader = HTMLReader(Array(html.utf8), linkLimit: limit)
        _ = reader.run()
        return (reader.links.map { Normalization.composed(String(decoding: $0, as: UTF8.self)) }, reader.hasMoreLinks)
    }
}
