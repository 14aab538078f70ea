import MailMessage
import Testing

struct HTMLTests {
    @Test(arguments: [
        ("<p>one</p><p>two</p>", "one\ntwo"), ("a<b>b</b>c", "abc"), ("a <!-- hidden --> b", "a b"),
        ("<script>alert('<b>')</script>x", "x"), ("<style>p{}</style >x", "x"), ("1 &lt; 2 &amp; 3 &#x3e; 2", "1 < 2 & 3 > 2"),
        ("<a title=\"a>b\">link</a>", "link"), ("a &unknown; b", "a &unknown; b"), ("a < b", "a < b"), ("&#0;&#xD800;&#99999999;", "\u{FFFD}\u{FFFD}\u{FFFD}"),
        ("x<br>y", "x\ny"), ("<td>a</td><td>b</td>", "a b"), ("a&nbsp;&nbsp;b", "a b"), ("<", "<"), ("<p", ""), ("<!--", ""), ("</", ""),
        ("&#146;", "’"), ("<title>t</title>body", "body"), ("naïve", "naïve"),
        ("<div style=\"color:red; Display : NONE\">pre<div>x</div>header</div>seen", "seen"),
        ("<span style='visibility:hidden'>a</span>b", "b"), ("<span style='display:inline'>a</span>b", "ab"),
    ])
    func theVisibleTextIsFound(_ html: String, _ expected: String) {
        #expect(HTMLText.visibleText(from: html) == expected)
    }

    @Test func hostileDocumentsTakeLinearTime() {
        let clock = ContinuousClock()
        let time = clock.measure {
            for piece in ["<", "<!--", "<script>", "&", "<a b=\"", "</", "<p", "&#", "<style></styl"] {
                _ = HTMLText.visibleText(from: String(repeating: piece, count: 50_000))
            }
        }
        #expect(time < .seconds(20))
    }
}
