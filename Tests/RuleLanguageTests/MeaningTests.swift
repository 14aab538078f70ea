import RuleLanguage
import RuleProgram
import SourceText
import Testing

/// What is found beyond spelling: names, captures, order, files.
@Suite struct MeaningTests {
    @Test func `something of everything compiles without findings`() {
        #expect(rendered(Examples.everything) == "")
        #expect(compile(Examples.everything).program != nil)
    }

    @Test func `line ends of both kinds and a byte order mark are fine`() {
        let text = "\u{FEFF}" + Examples.everything.replacing("\n", with: "\r\n")
        #expect(rendered(text) == "")
        #expect(findings("rule \"r\" {\r\n  when subject is \"x\r\n  keep\r\n}\r\n") == ["2:19 R001"])
    }

    @Test func `an empty text is a program that keeps everything`() {
        #expect(compile("").program?.rules.isEmpty == true)
        #expect(compile().program != nil)
    }

    // MARK: Captures

    @Test(arguments: [
        ("subject matches /(?<x>a)/ or subject matches /(?<x>b)/", true),
        ("subject matches [/(?<x>a)/, /(?<x>b)/]", true),
        ("automated and subject matches /(?<x>a)/", true),
        ("subject matches /(?<x>a)/ or automated", false),
        ("subject matches [/(?<x>a)/, \"*b*\"]", false),
        ("not subject matches /(?<x>a)/", false),
        ("all to.address matches /(?<x>a)/", false),
        ("none to.address matches /(?<x>a)/", false),
    ])
    func `a group is a name where every way binds it`(_ condition: String, _ definite: Bool) {
        let found = findings(when(condition, "fileinto \"${x}\""))
        #expect(found == (definite ? [] : ["3:15 R051"]))
    }

    @Test func `a group of some ways can be used with a fallback`() {
        #expect(findings(when("subject matches /(?<x>a)/ or automated", "fileinto \"${x ?? \"none\"}\"")).isEmpty)
    }

    @Test func `a group is a name on the right of and, not on the right of or`() {
        #expect(findings(when("subject matches /(?<x>a)/ and from.domain is x")).isEmpty)
        #expect(findings(when("subject matches /(?<x>a)/ or from.domain is x")).contains { $0.hasSuffix("R040") })
    }

    @Test func `groups of unless and of an if stay inside`() {
        #expect(findings(when("automated\n  unless subject matches /(?<x>a)/", "fileinto \"${x}\"")) == ["4:15 R051"])
        #expect(findings(when("automated", "if subject matches /(?<x>a)/ { tag +\"${x}\" }")).isEmpty)
        #expect(findings(when("automated", "if subject matches /(?<x>a)/ { stop }\n  tag +\"${x}\"")) == ["4:11 R040"])
    }

    @Test func `groups of a group's condition reach its rules`() {
        #expect(findings("group \"g\" when subject matches /(?<x>a)/ {\n  rule \"r\" { fileinto \"${x}\" }\n}\n").isEmpty)
        #expect(findings("group \"g\" when subject matches /(?<x>a)/ { }\nrule \"r\" { fileinto \"${x}\" }\n") == ["2:24 R040"])
    }

    @Test func `both branches of an or fill one slot`() throws {
        let program = try #require(compile(when("subject matches /(?<x>a)/ or subject matches /(?<x>b)/", "fileinto \"${x}\"")).program)
        #expect(program.slotCount == 1)
    }

    // MARK: Names

    @Test func `names are taken once`() {
        #expect(findings("let subject = \"x\"\n") == ["1:5 R045"])
        #expect(findings("let header = \"x\"\n") == ["1:5 R045"])
        #expect(findings("let a = \"x\"\nlet a = \"y\"\nrule \"r\" { when subject is a keep }\n") == ["2:5 R045"])
        #expect(findings("rule \"r\" { keep }\nrule \"r\" { keep }\n").contains("2:6 R044"))
        #expect(findings("let x = \"a\"\n\(when("subject matches /(?<x>a)/ and subject is x"))") == ["3:25 R045"])
    }

    @Test func `a let ends with its block`() {
        #expect(findings(when("automated", "if bounce { let a = \"x\" tag +\"${a}\" }\n  tag +\"${a}\"")) == ["4:11 R040"])
    }

    @Test func `a name that is never used is a warning`() {
        #expect(findings("let a = \"x\"\n") == ["1:5 R074"])
        #expect(findings("rule \"r\" {\n  for part in parts { stop }\n}\n") == ["2:7 R074"])
        #expect(compile("let a = \"x\"\n").program != nil)
    }

    @Test func `a mistaken let is one mistake, not one for each use`() {
        #expect(findings("let a = nobody\nrule \"r\" { when subject is a and from.address is a keep }\n") == ["1:9 R040"])
        #expect(findings("let a = \nrule \"r\" { when subject is a keep }\n").count == 1)
    }

    @Test func `a disabled rule is read and not checked`() {
        #expect(findings("rule \"r\" disabled {\n  when subjct is \"x\"\n  keep\n}\n").isEmpty)
        #expect(findings("rule \"r\" disabled {\n  when subject = \"x\"\n  keep\n}\n") == ["2:16 R031"])
    }

    // MARK: Warnings

    @Test func `a header that nobody registered is a warning, unless it begins with X-`() {
        #expect(findings(when("header(\"Subjct\") is \"x\"")) == ["2:15 R070"])
        #expect(findings(when("header(\"X-Nobody\") is \"x\" or header(\"list-unsubscribe\") is \"y\"")).isEmpty)
    }

    @Test func `and inside or without parentheses is a warning`() {
        #expect(findings(when("automated or bounce and subject is \"x\"")) == ["2:21 R071"])
        #expect(findings(when("automated or (bounce and subject is \"x\")")).isEmpty)
    }

    @Test func `a rule behind one that ends every run is a warning, once`() {
        #expect(findings("rule \"a\" { keep }\nrule \"b\" { discard }\nrule \"c\" { discard }\n") == ["2:1 R072"])
        #expect(findings("rule \"a\" { keep continue }\nrule \"b\" { discard }\n").isEmpty)
        #expect(findings("rule \"a\" { fileinto \"x\" copy }\nrule \"b\" { discard }\n").isEmpty)
        #expect(findings("rule \"a\" shadow { keep }\nrule \"b\" { discard }\n").isEmpty)
        #expect(findings("rule \"a\" { stop keep }\n") == ["1:17 R072"])
    }

    @Test func `a rule with the condition of an earlier one is a warning`() {
        let first = "rule \"a\" { when subject is \"x\" fileinto \"A\" }\n"
        #expect(findings(first + "rule \"b\" { when subject  is \"X\" fileinto \"B\" }\n") == ["2:1 R077"])
        #expect(findings(first.replacing(" fileinto", with: " unless automated fileinto") + "rule \"b\" { when subject is \"x\" fileinto \"B\" }\n").isEmpty)
    }

    @Test func `a glob without a wildcard is a warning`() {
        #expect(findings(when("subject matches \"invoice\"")) == ["2:24 R073"])
        #expect(findings(when("subject matches \"invoice?\"")).isEmpty)
    }

    @Test func `a flag after an effect is a warning, a tag is none`() {
        #expect(findings("rule \"r\" { fileinto \"A\" addflag \"\\\\Seen\" }\n") == ["1:25 R075"])
        #expect(findings("rule \"r\" { fileinto \"A\" tag +x }\n").isEmpty)
        #expect(findings("rule \"r\" {\n  if automated { fileinto \"A\" copy }\n  addheader \"X-A\" \"b\"\n}\n") == ["3:3 R075"])
    }

    @Test(arguments: [
        ("addheader \"X-A\" \"b\" redirect \"bo@example.net\"", ["1:32 R079"]), ("deleteheader \"Subject\" redirect \"bo@example.net\"", ["1:35 R079"]),
        ("if automated { deleteheader \"Subject\" } redirect \"bo@example.net\"", ["1:52 R079"]),
        ("deleteheader \"Subject\" if automated { redirect \"bo@example.net\" copy } else { redirect \"cy@example.net\" copy }", ["1:50 R079", "1:90 R079"]),
        ("for part in parts { if part.size > 1MB { deleteheader \"Subject\" } } redirect \"bo@example.net\"", ["1:80 R079"]),
        ("redirect \"bo@example.net\" copy deleteheader \"Subject\" fileinto \"A\"", []),
        ("if automated { deleteheader \"Subject\" fileinto \"A\" } else { redirect \"bo@example.net\" }", []),
        ("if automated { deleteheader \"Subject\" stop } redirect \"bo@example.net\"", []),
        ("deleteheader \"Subject\" fileinto \"A\"", []), ("tag +x addflag \"\\\\Seen\" redirect \"bo@example.net\"", []),
    ])
    func `a header edit before a redirect is a warning`(_ body: String, _ expected: [String]) {
        #expect(findings("rule \"r\" { \(body) }\n") == expected)
    }

    @Test func `the help against a broken signature is taken by the checker`() {
        #expect(findings("rule \"r\" {\n  redirect \"bo@example.net\"\n  addheader \"X-A\" \"b\"\n  keep\n}\n").isEmpty)
        #expect(findings("otherwise { addheader \"X-A\" \"b\" redirect \"bo@example.net\" }\n") == ["1:33 R079"])
    }

    @Test func `a broken signature is explained`() {
        let text = compile("rule \"r\" {\n  addheader \"X-A\" \"b\"\n  redirect \"bo@example.net\"\n}\n").diagnostics
            .map(DiagnosticRenderer(colour: false).render).joined()
        #expect(text == """
            warning[R079]: "redirect" comes after "addheader"
              a.rules:3:3
                3 |   redirect "bo@example.net"
                  |   ^^^^^^^^ sends the message with the changed header
              a.rules:2:3
                2 |   addheader "X-A" "b"
                  |   ^^^^^^^^^ DKIM signatures that cover this header will not hold for the recipient
              help: move redirect before addheader; or write forward-as = "attachment" in the account

            """)
    }

    @Test(arguments: [
        ("(a+)+", true), ("(.*)*", true), ("(\\w+\\s?)*", true), ("((a+)b?)+", true), ("(x|a*)+", true), ("(a+){2,}", true),
        ("(\\w+\\.)+", false), ("(?>a+)+", false), ("(a++)+", false), ("a+b+", false), ("[(a+)+]+", false), ("(\\(a+\\))+", false),
        ("(?<n>[\\w-]+)", false), ("(ab)+", false), ("(a{1,3})+", false), ("(?=a+)b+", false),
    ])
    func `a repetition of a repetition is a warning`(_ regex: String, _ warned: Bool) {
        #expect(findings(when("subject matches /\(regex)/")) == (warned ? ["2:25 R076"] : []) || (warned && findings(when("subject matches /\(regex)/")).allSatisfy { $0.hasSuffix("R076") }))
        #expect(findings(when("subject matches /\(regex)/")).isEmpty != warned)
    }

    @Test func `a test of a rule that is not there is a warning`() {
        #expect(findings("rule \"invoices\" { keep }\ntest \"t\" {\n  expect matched \"invoice\"\n}\n") == ["3:3 R078"])
    }

    // MARK: Files

    @Test func `files act as if written one after the other`() throws {
        let result = compile("let a = \"x\"\non error defer 2\nrule \"r\" { when subject is a keep }\n", "rule \"s\" { when from.name is a keep }\notherwise { discard }\n")
        let program = try #require(result.program)
        #expect(program.rules.map(\.file) == [0, 1])
        guard case .defer(times: 2, then: nil) = program.files[0].errorPolicy, case .keep = program.files[1].errorPolicy else {
            Issue.record("on error holds for its file: \(program.files.map(\.errorPolicy))")
            return
        }
    }

    @Test func `otherwise stands once and in the last file`() {
        #expect(findings("otherwise { keep }\n", "rule \"r\" { keep }\n") == ["1:1 R046"])
        #expect(findings("otherwise { keep }\notherwise { discard }\n") == ["2:1 R046"])
        #expect(findings("rule \"r\" { keep }\n", "otherwise { keep }\n").isEmpty)
    }

    @Test func `included files act in place`() throws {
        let result = compile(
            "include \"sub/x.rules\"\nrule \"b\" { when subject is who keep }\n",
            including: ["sub/x.rules": "include \"y.rules\"\nrule \"a\" { when body contains who keep }\n", "sub/y.rules": "let who = \"ann\"\nlet other = \"bo\"\n"])
        #expect(result.diagnostics.isEmpty)
        #expect(try #require(result.program).rules.map(\.name) == ["a", "b"])
        #expect(result.sources.map(\.name) == ["a.rules", "sub/x.rules", "sub/y.rules"])
    }

    @Test func `a list's path is taken from the folder of its file`() throws {
        let result = compile("include \"sub/x.rules\"\n", including: ["sub/x.rules": when("from.address in list(\"../lists/a.txt\")")])
        #expect(try #require(result.program).lists.map(\.path) == ["lists/a.txt"])
    }

    @Test func `files that include themselves or cannot be read`() {
        #expect(findings("include \"a.rules\"\n", including: ["a.rules": ""]) == ["1:9 R054"])
        #expect(findings("include \"x.rules\"\n", including: ["x.rules": "include \"./a.rules\"\n"]) == ["1:9 R054"])
        #expect(findings("include \"x.rules\"\n") == ["1:9 R053"])
    }

    @Test func `a chain of includes without an end is cut`() {
        var files: [String: String] = [:]
        for index in 0..<100 { files["\(index).rules"] = "include \"\(index + 1).rules\"\n" }
        #expect(findings("include \"0.rules\"\n", including: files) == ["1:9 R025"])
    }

    @Test func `findings are sorted by file and place`() {
        #expect(findings("rule \"r\" {\n  when subjct is \"x\"\n  keep;\n}\n", "let a = 3Q\n") == ["2:8 R040", "3:7 R032", "1:9 R014"])
    }

    @Test func `every code stands once and is explained`() {
        #expect(Set(DiagnosticCode.allCases.map(\.rawValue)).count == DiagnosticCode.allCases.count)
        for code in DiagnosticCode.allCases { #expect(code.explanation.hasSuffix("."), "\(code)") }
    }
}
