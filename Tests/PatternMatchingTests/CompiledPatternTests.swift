import PatternMatching
import Testing

@Suite struct CompiledPatternTests {
    private func match(_ source: String, _ options: PatternOptions = [.caseless], in text: String, limits: MatchLimits = .standard)
        throws -> MatchOutcome
    {
        var workspace = MatchWorkspace(limits: limits)
        return try CompiledPattern(source, options: options).match(in: text, workspace: &workspace)
    }

    @Test func aMatchTellsItsOctets() throws {
        #expect(try match("b+", in: "éabbc") == .match(3..<5))
        #expect(try match("x", in: "abc") == .noMatch)
        #expect(try match("", in: "") == .match(0..<0))
    }

    @Test func caseAndClassesAreUnicode() throws {
        #expect(try match("ÉCOLE", in: "école") == .match(0..<6))
        #expect(try match("ÉCOLE", [], in: "école") == .noMatch)
        #expect(try match(#"^\w+$"#, in: "Łódź") == .match(0..<7))
    }

    @Test func dollarStandsBeforeAFinalLineFeedOnly() throws {
        #expect(try match("a$", in: "a\n") == .match(0..<1))
        #expect(try match("a$", in: "a\nb") == .noMatch)
        #expect(try match("a$", [.multiline], in: "a\nb") == .match(0..<1))
        #expect(try match("a$", in: "a\r\n") == .noMatch)
    }

    @Test func optionsChangeTheReading() throws {
        #expect(try match("a.b", in: "a\nb") == .noMatch)
        #expect(try match("a.b", [.dotAll], in: "a\nb") == .match(0..<3))
        #expect(try match("a b # c", [.extended], in: "ab") == .match(0..<2))
    }

    @Test func namedGroupsAreTold() throws {
        let pattern = try CompiledPattern(#"(?<user>\w+)@(x)?(?<host>\w+)"#)
        #expect(pattern.namedGroups.map(\.name) == ["user", "host"])
        #expect(pattern.namedGroups.map(\.number) == [1, 3])
        var workspace = MatchWorkspace()
        #expect(pattern.match(in: "to ann@example", workspace: &workspace) == .match(3..<14))
        #expect(workspace.group(1) == 3..<6)
        #expect(workspace.group(2) == nil)
        #expect(workspace.group(3) == 7..<14)
        #expect(workspace.group(4) == nil)
        #expect(workspace.group(-1) == nil)
    }

    @Test func aPatternOfManyGroupsFindsRoom() throws {
        let pattern = try CompiledPattern(String(repeating: "(a)", count: 40))
        var workspace = MatchWorkspace()
        #expect(pattern.match(in: String(repeating: "a", count: 40), workspace: &workspace) == .match(0..<40))
        #expect(workspace.group(40) == 39..<40)
    }

    @Test func aMistakeTellsItsPlace() {
        #expect(throws: PatternError(message: "missing closing parenthesis", offset: 4)) { try CompiledPattern("a(bc") }
        #expect(throws: PatternError.self) { try CompiledPattern(#"a\C"#) }
        #expect(throws: PatternError.self) { try CompiledPattern(String(repeating: "a", count: 70_000)) }
    }

    @Test func thePatternRunsAsMachineCode() throws {
        #expect(try CompiledPattern("a+").jitFailure == nil)
    }

    @Test func aCatastrophicPatternIsALimitNotAMiss() throws {
        let hostile = String(repeating: "a", count: 60) + "!"
        #expect(try match("^(a+)+$", in: hostile) == .limit(.match))
        let interpreted = "(*NO_JIT)^(a+)+$"
        #expect(try match(interpreted, in: hostile, limits: MatchLimits(match: 1000)) == .limit(.match))
        #expect(try match(interpreted, in: hostile, limits: MatchLimits(depth: 5)) == .limit(.depth))
    }

    @Test func stackAndHeapLimitsAreToldApart() throws {
        let long = String(repeating: "ab", count: 200_000)
        #expect(try match("^(?:(a)|b)*$", in: long, limits: MatchLimits(jitStack: 32 << 10)) == .limit(.jitStack))
        #expect(try match("^(?:(a)|b)*$", in: long, limits: MatchLimits(jitStack: 256 << 20)) == .match(0..<400_000))
        #expect(try match("(*NO_JIT)^(?:(a)|b)*$", in: long, limits: MatchLimits(depth: .max, heap: 100)) == .limit(.heap))
    }

    @Test func octetsThatAreNoTextAreNeverAMiss() throws {
        var workspace = MatchWorkspace()
        let octets: [UInt8] = [0x61, 0xFF, 0x62]
        let text = try CompiledPattern("b")
        let raw = try CompiledPattern("b", options: [.raw])
        octets.withUnsafeBufferPointer { subject in
            #expect(text.match(in: subject, workspace: &workspace) == .limit(.malformedText))
            #expect(raw.match(in: subject, workspace: &workspace) == .match(2..<3))
        }
        #expect(try CompiledPattern(#"\xFF"#, options: [.raw]).source == #"\xFF"#)
        #expect(throws: PatternError.self) { try CompiledPattern("(*UTF)b", options: [.raw]) }
    }

    @Test func matchingGoesOnBehindAnOffset() throws {
        let pattern = try CompiledPattern("a")
        var workspace = MatchWorkspace()
        #expect(pattern.match(in: "aXa", from: 1, workspace: &workspace) == .match(2..<3))
        #expect(pattern.match(in: "aXa", from: 4, workspace: &workspace) == .noMatch)
        #expect(workspace.group(0) == nil)
    }

    @Test func oneCompiledPatternServesManyThreads() async throws {
        let pattern = try CompiledPattern(#"(\d+)-(\d+)"#)
        let sums = await withTaskGroup(of: Int.self) { group in
            for task in 0..<8 {
                group.addTask {
                    var workspace = MatchWorkspace()
                    return (0..<500).reduce(0) { sum, number in
                        guard case .match = pattern.match(in: "n \(task)-\(number)", workspace: &workspace) else { return sum }
                        return sum + 1
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(sums == 4000)
    }
}

/// Each step is harmless, and so is each place; all places together take the square of the length.
@Suite struct LongSubjectTests {
    @Test(arguments: [#"(?:\w+\.)*\w+@\w"#, #"(?:a|b)+@\w"#, #"(?:\w+\.)*\w+@\w # comment"#])
    func aSubjectThatTakesTooLongIsALimit(source: String) throws {
        let pattern = try CompiledPattern(source, options: source.contains("#") ? [.extended] : [])
        var workspace = MatchWorkspace(limits: MatchLimits(time: 50))
        let hostile = String(repeating: "a", count: 200_000) + "@!"
        let time = ContinuousClock().measure {
            #expect(pattern.match(in: hostile, workspace: &workspace) == .limit(.time))
        }
        #expect(time < .seconds(5))
        #expect(pattern.match(in: "a@b", workspace: &workspace) == .match(0..<3))
    }

    @Test(arguments: ["x", "é", "😀", "Lorem ipsum dolor sit amet.\n"])
    func longSubjectsMatchAsShortOnesDo(piece: String) throws {
        let filler = String(repeating: piece, count: 300_000 / piece.utf8.count)
        let end = filler.utf8.count
        for source in [#"(?<word>needle)\b"#, "q|needle$", "(*LF)needle", "needle # c", "(?i)NEEDLE", "(need)(le)|q", "[mn]eedle"] {
            let pattern = try CompiledPattern(source, options: source.contains("#") ? [.extended] : [])
            var workspace = MatchWorkspace()
            #expect(pattern.match(in: "needle", workspace: &workspace) == .match(0..<6))
            #expect(pattern.match(in: filler + "needle", workspace: &workspace) == .match(end..<(end + 6)), "\(source)")
            #expect(pattern.match(in: filler + "needle " + filler, workspace: &workspace) == (source.contains("$") ? .noMatch : .match(end..<(end + 6))))
            #expect(pattern.match(in: filler, workspace: &workspace) == .noMatch, "\(source)")
        }
    }

    @Test func placesTiedToTheStartAreNotTakenForOthers() throws {
        let filler = String(repeating: "x", count: 300_000)
        var workspace = MatchWorkspace()
        for source in ["^needle", #"\Aneedle"#, #"\Gneedle"#, "^(?:a|needle)", "x(*COMMIT)y|needle"] {
            #expect(try CompiledPattern(source).match(in: filler + "needle", workspace: &workspace) == .noMatch, "\(source)")
        }
        #expect(try CompiledPattern("^needle", options: [.multiline]).match(in: filler + "\nneedle", workspace: &workspace) == .match(300_001..<300_007))
        #expect(try CompiledPattern("(?<=x)needle").match(in: filler + "needle", workspace: &workspace) == .match(300_000..<300_006))
        #expect(try CompiledPattern("$").match(in: filler, workspace: &workspace) == .match(300_000..<300_000))
        #expect(try CompiledPattern("").match(in: filler, from: 300_000, workspace: &workspace) == .match(300_000..<300_000))
    }

    @Test func longOctetsThatAreNoTextAreNeverAMiss() throws {
        var octets = [UInt8](repeating: 0x61, count: 200_000)
        octets[190_000] = 0xFF
        var workspace = MatchWorkspace()
        let text = try CompiledPattern("needle")
        let raw = try CompiledPattern(#"\xFF"#, options: [.raw])
        octets.withUnsafeBufferPointer { subject in
            #expect(text.match(in: subject, workspace: &workspace) == .limit(.malformedText))
            #expect(raw.match(in: subject, workspace: &workspace) == .match(190_000..<190_001))
        }
    }
}
