/// The code pages that the fonts of an RTF document stand for.
struct RTFFonts {
    /// Fonts of one document that are remembered; others are of the document's code page.
    private static let limit = 4096

    var ansiCodePage = 1252
    var defaultFont: Int?
    private var pages: [Int: Int] = [:]
    private var current = 0

    mutating func begin(_ font: Int) { current = font }

    mutating func set(_ codePage: Int?) {
        guard let codePage, pages.count < Self.limit else { return }
        pages[current] = codePage
    }

    func codePage(of font: Int) -> Int { pages[font] ?? ansiCodePage }

    var defaultCodePage: Int { defaultFont.map(codePage) ?? ansiCodePage }
}
