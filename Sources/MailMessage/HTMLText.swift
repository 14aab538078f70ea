/// The text that a person sees of an HTML document.
public enum HTMLText {
    /// Tags, comments, scripts and styles left out; character references decoded; runs of blanks made one; blocks on lines of
    /// their own. Linear, for any input.
    public static func visibleText(from html: String) -> String {
        var reader = HTMLReader(Array(html.utf8))
        return Normalization.composed(String(decoding: reader.run(), as: UTF8.self))
    }
}
