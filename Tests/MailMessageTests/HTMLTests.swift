import MailMessage
import Testing

struct HTMLTests {
    @Test(arguments: [
        ("<p>one</p><p>two</p>", "one\ntwo"), ("a<b>b</b>c", "abc"), ("a <!-- hidden --> b", "a b"),
        ("<script>alert('<b>')</script>x", "x"), ("<style>p{}</style >x", "x"), ("1 &lt; 2 &amp; 3 &#x3e; 2", "1 < 2 & 3 > 2"),
        ("<a title=\"a>b\">link</a>", "link"), ("a &unknown; b", "a &unknown; b"), ("a < b", "a < b"), ("&#0;&#xD800;&#99999999;", "\u{FFFD}\u{FFFD}\u{FFFD}"),
        ("x<br>y", "x\ny"), ("<td>a</td><td>b</td>", "a b"), ("a&nbsp;&nbsp;b", "a b"), ("<", "<"), ("<p", ""), ("<!--", ""), ("</", ""),
        ("&#146;", "’"), ("<title>t</title>body", "body"), ("naïve", "naïve"), ("<style>a</styles>b</style>c", "c"), ("a</>b", "ab"),
        ("<h1>Title</h1>text<hr>more<blockquote>quote</blockquote>", "Title\ntext\nmore\nquote"),
        ("<ul><li>one<li>two</ul>", "one\ntwo"), ("<template>no</template><template-like>yes</template-like>", "yes"),
        ("<pre>a\n b</pre>c", "a\nb\nc"), ("a<![if !mso]>b<![endif]>c", "abc"), ("<!--[if mso]>no<![endif]-->yes", "yes"),
        ("<!-->a<!--->b<!-- --!>c<!-- x > -- > y -->d", "abcd"), ("<?xml version=\"1.0\"?>a", "a"), ("<iframe><p>no</iframe>yes", "yes"),
        ("<noscript>yes</noscript>", "yes"), ("</p>a", "a"), ("<o:p>a</o:p>", "a"), ("\u{FEFF}via\u{AD}gra\u{200B}x\u{2060}y\u{34F}z", "viagraxyz"),
        ("via&shy;gra&ZeroWidthSpace;s", "viagras"), ("“q”…", "“q”…"),
    ])
    func theVisibleTextIsFound(_ html: String, _ expected: String) {
        #expect(HTMLText.visibleText(from: html) == expected)
    }

    @Test(arguments: [
        ("&ampx &lt3 &notit; &partner", "&x <3 ¬it; &partner"), ("&commat;&period;&sol;", "@./"), ("&copy2026 &Zcaron;", "©2026 Ž"),
        ("&zwnj;&hellip;", "\u{200C}…"), ("&#x26;lt;", "&lt;"), ("&;&#;&#x;", "&;&#;&#x;"),
    ])
    func characterReferencesAreReadAsBrowsersReadThem(_ html: String, _ expected: String) {
        #expect(HTMLText.visibleText(from: html) == expected)
    }

    @Test(arguments: [
        ("<div style=\"color:red; Display : NONE\">pre<div>x</div>header</div>seen", "seen"),
        ("<span style='visibility:hidden'>a</span>b", "b"), ("<span style='display:inline'>a</span>b", "ab"),
        ("<span style='display&#58;none !important'>a</span>b", "b"), ("<p hidden>a</p>b", "b"), ("<p hidden style='display:block'>a</p>b", "a\nb"),
        ("<p hidden>a<p>b", "b"), ("<div style=\"font-size:0px\">a<b style='font-size:12px'>b</b>c</div>d", "b\nd"),
        ("<div style='font-size:0'><i style='font-size:2em'>a</i></div>b", "b"), ("<b style='font-size:0.5em'>a</b>", "a"),
        ("<b style='font-size:10px'>a</b>", "a"), ("<b style='font:0/0 x'>a</b>b", "b"), ("<b style='font:bold 700 12px/1.2 x'>a</b>", "a"),
        ("<b style='opacity:0.0'>a</b><b style='opacity:.5'>b</b>", "b"), ("<b style='mso-hide:all'>a</b>b", "ab"),
        ("<b style='display:none/* x */'>a</b>b", "b"), ("<b style='font-size:1px'>a</b><b style='font-size:8px'>b</b>", "b"),
        ("<b style='text-indent:-9999px'>a</b><b style='text-indent:-2em'>b</b>", "b"), ("<b style='position:absolute;left:-9999px'>a</b>b", "b"),
        ("<b style='left:-9999px'>a</b><b style='position:absolute;left:-20px'>b</b>", "ab"), ("in&zwnj;vo&lrm;ice &zwj;x", "invoice x"),
        ("می\u{200C}خواهم", "می\u{200C}خواهم"),
        ("<div style='max-height:0px;overflow:hidden'>a</div>b", "b"), ("<div style='max-height:0px'>a</div>b", "a\nb"),
        ("<div style='visibility:hidden'>a<b style='visibility:visible'>b</b></div>", "b"),
        ("<div style='display:none;display:block'>a</div>", "a"), ("<div style='display:none!important;display:block'>a</div>b", "b"),
        ("<div style='background:url(\";display:none;\")'>a</div>", "a"), ("<div style='background:url(x;display:none;y)'>a</div>", "a"),
        ("<div style='/* x */display:none'>a</div>b", "b"), ("<div data-style='display:none'>a</div>", "a"), ("<div title='hidden'>a</div>", "a"),
        ("<div style=display:none>a</div>b", "b"), ("<div style='display:none' style='display:block'>a</div>b", "b"), ("x<span hidden> </span>y", "xy"),
    ])
    func whatIsHiddenIsLeftOut(_ html: String, _ expected: String) {
        #expect(HTMLText.visibleText(from: html) == expected)
    }

    /// What a browser shows must not be left out because an element before it is hidden.
    @Test(arguments: [
        ("<table><tr style='display:none'><td>a<tr><td>b</table>", "b"), ("<table><tr><td hidden>a<td>b<td>c</table>d", "b c\nd"),
        ("<ul><li hidden>a<li>b</ul>", "b"), ("<dl><dt hidden>a<dd>b</dl>", "b"), ("<select><option hidden>a<option>b</select>", "b"),
        ("<a hidden>a<a>b", "b"), ("<h1 hidden>a<h2>b", "b"), ("<table hidden>a<tr><td>b</table>c", "ac"), ("<table hidden><table><tr><td>a", "a"),
        ("<br hidden>a", "a"), ("<img style='display:none'>a", "a"), ("<td hidden>a", "a"), ("<body hidden>a", "a"), ("<b hidden></b>a", "a"),
        ("<div><b hidden>a</div>b", "b"), ("<div hidden><table><tr><td></div>a</table></div>b", "b"), ("<table><caption hidden>a<tr><td>b</table>", "b"),
        ("<table><thead hidden><tr><th>a<tbody><tr><td>b</table>", "b"), ("<p hidden>a<div>b</div>", "b"), ("<p hidden><b>a</p>b", "b"),
    ])
    func hidingEndsWhereTheElementEnds(_ html: String, _ expected: String) {
        #expect(HTMLText.visibleText(from: html) == expected)
    }

    @Test func tablesAreReadRowByRow() {
        let html = "<table><tr><td>Item</td><td>Price</td></tr><tr><td>Tea<table><tr><td>in</td></tr></table></td><td>3 €</td></tr></table>after"
        #expect(HTMLText.visibleText(from: html) == "Item Price\nTea\nin\n3 €\nafter")
    }

    @Test func linksAreTheTargetsInOrder() {
        let html = """
            <a href="https://example.org/?a=1&amp;b=2&copy=3">bank.example</a> <A HREF = 'mailto:ann@example.org'>x</a> <a name=x>none</a>
            <div hidden><a href=http://hidden.example/>x</a></div> <area href="  /re\nlative\t ">
            <!-- <a href="no"> --> <script>"<a href='no'>"</script> <a href="">empty</a> <a href="java&#115;cript:x&Tab;y">
            """
        let found = HTMLText.links(in: html, limit: 10)
        #expect(
            found.links == [
                "https://example.org/?a=1&b=2&copy=3", "mailto:ann@example.org", "http://hidden.example/", "/relative", "javascript:xy",
            ])
        #expect(!found.isCut)
        #expect(HTMLText.links(in: html, limit: 2).links.count == 2)
        #expect(HTMLText.links(in: html, limit: 2).isCut)
    }

    @Test(arguments: [
        "<", "<!--", "<script>", "&", "<a b=\"", "</", "<p", "&#", "<style></styl", "<div>", "<b hidden>", "<table>", "<table><tr><td>", "<p>", "<a href=x>",
        "</div>", "<div></b>", "<b><div></b>", "<!-- > ", "<li>", "<x style='", "<x a=b ", "<ul><li><p><a>", "<i style='a:b;", "&amp", "<title>", "<td></tr>",
        "<x style='font-size:0'>y", "<span style='display:none'>", "\u{AD}", "<![CDATA[",
    ])
    func hostileDocumentsTakeLinearTime(_ piece: String) {
        let clock = ContinuousClock()
        let small = String(repeating: piece, count: 1000)
        let large = String(repeating: piece, count: 10_000)
        let first = clock.measure { _ = HTMLText.links(in: small, limit: 1000) }
        let second = clock.measure { _ = HTMLText.links(in: large, limit: 1000) }
        #expect(second < first * 40 + .milliseconds(500))
    }

    @Test func oneTagOfManyAttributesAndOneOfMegabytesAreRead() {
        let attributes = (0..<10_000).map { " a\($0)=\"\($0)\"" }.joined()
        #expect(HTMLText.visibleText(from: "<p\(attributes)>seen") == "seen")
        let style = String(repeating: "color:red;", count: 50_000)
        #expect(HTMLText.visibleText(from: "<p style=\"\(style)display:none\">a</p>seen") == "seen")
        #expect(HTMLText.visibleText(from: String(repeating: "<", count: 1_000_000)).utf8.count == 1_000_000)
    }

    @Test func documentsCutAnywhereAreRead() {
        let html = Array("<table hidden x='y' style=\"font-size:0;&amp;:1\"><tr><td>&eacute;&#x3e;<!-- c --><a href=\"x\">y</a></table><style>z</style>".utf8)
        for end in html.indices {
            #expect(!HTMLText.visibleText(from: String(decoding: html[..<end], as: UTF8.self)).contains("z"))
        }
    }
}
