import SourceText

/// Tests: taken over as they are, once their names and rules are known.
extension Checker {
    mutating func test(_ syntax: TestSyntax) {
        if let earlier = testNames[syntax.name] {
            report(.duplicateTest, "there are two tests \"\(syntax.name.prefix(60))\"", at: syntax.nameRange, label: "the second", note: (earlier, "the first"))
        } else {
            testNames[syntax.name] = span(syntax.nameRange)
        }
        var test = TestCase(name: syntax.name, span: span(syntax.range))
        for given in syntax.givens { apply(given, to: &test) }
        for expectation in syntax.expectations { test.expectations.append(self.expectation(expectation)) }
        if syntax.expectations.isEmpty, !isIncomplete {
            report(.unknownExpectation, "this test expects nothing", at: syntax.range, label: "no expect", help: "write expect matched \"rule\"")
        }
        tests.append(test)
    }

    private mutating func apply(_ given: GivenSyntax, to test: inout TestCase) {
        switch given.kind {
        case .message(let lines):
            test.message = .parts(lines.map { line in
                switch line {
                case .header(let text, _): return .header(text)
                case .text(let text): return .text(text)
                case .html(let text): return .html(text)
                case .attachment(let name, let type, let size): return .attachment(name: name, type: type, size: size)
                }
            })
        case .file(let path): test.message = .file(path: RulePath.resolve(path, relativeTo: file.name))
        case .messages(let path): test.message = .folder(path: RulePath.resolve(path, relativeTo: file.name))
        case .now(let moment):
            test.now = moment.seconds
            test.nowOffsetMinutes = moment.offsetMinutes
        case .account(let name): test.account = name
        case .trusted(let servers): test.trusted = servers
        case .list(let name, let entries): test.lists[name] = entries
        case .seen(let key, let at): test.seen.append(TestCase.Seen(key: key, at: at.seconds))
        case .limit(let name, let value):
            guard let limit = TestCase.Limit(rawValue: name) else {
                let known = TestCase.Limit.allCases.map(\.rawValue)
                report(
                    .unknownExpectation, "there is no limit \"\(name.prefix(40))\"", at: given.range, label: "unknown",
                    help: NearestName.of(name, among: known).map { "did you mean \($0)?" } ?? "there are \(known.joined(separator: ", "))")
                return
            }
            test.limits[limit] = value
        }
    }

    private mutating func expectation(_ syntax: ExpectationSyntax) -> TestCase.Expectation {
        TestCase.Expectation(negated: syntax.negated, kind: kind(syntax), span: span(syntax.range))
    }

    private mutating func kind(_ syntax: ExpectationSyntax) -> TestCase.Expectation.Kind {
        switch syntax.kind {
        case .matched(let name):
            expectedRules.append((name, span(syntax.range)))
            return .matched(name)
        case .fileInto(let folder): return .fileInto(folder)
        case .redirect(let address): return .redirect(address)
        case .keep: return .keep
        case .discard: return .discard
        case .reject: return .reject
        case .vacation: return .vacation
        case .tag(let tag): return .tag(tag)
        case .flag(let flag): return .flag(flag)
        case .notify(let target): return .notify(target)
        case .error(let text): return .error(text)
        case .only(let items): return .only(items.map { expectation($0) })
        }
    }

    /// Once all rules are known.
    mutating func checkExpectedRules() {
        for (name, span) in expectedRules where ruleNames[name] == nil && name != "otherwise" {
            let known = ruleNames
            let nearest = nearest(name) { known.keys.sorted() }
            findings.append(Diagnostic(
                .warning, code: DiagnosticCode.unknownRuleInTest.rawValue, "there is no rule \"\(name.prefix(60))\"", at: span, label: "no rule of this name",
                help: nearest.map { "did you mean \"\($0)\"?" }))
        }
    }
}
