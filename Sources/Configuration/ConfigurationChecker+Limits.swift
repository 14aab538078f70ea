extension ConfigurationChecker {
    private static var sizes: [(String, WritableKeyPath<Limits, Int>, ClosedRange<Int>)] {
        [
            ("message-size", \.messageSize, (16 << 10)...(1 << 40)),
            ("header-octets", \.headerOctets, (4 << 10)...(256 << 20)),
            ("field-octets", \.fieldOctets, (1 << 10)...(64 << 20)),
            ("tnef-octets", \.tnefOctets, (4 << 10)...(1 << 30)),
            ("decoded-text", \.decodedText, (4 << 10)...(1 << 30)),
            ("match-heap", \.matchHeap, (64 << 10)...(1 << 32)),
            ("match-stack", \.matchStack, (32 << 10)...(1 << 30)),
        ]
    }

    private static var counts: [(String, WritableKeyPath<Limits, Int>, ClosedRange<Int>)] {
        [
            ("listing", \.listing, 100...100_000_000),
            ("header-count", \.headerCount, 50...1_000_000),
            ("received", \.received, 1...1_000),
            ("parts", \.parts, 1...1_000_000),
            ("depth", \.depth, 1...1_000),
            ("parameters", \.parameters, 1...10_000),
            ("encoded-words", \.encodedWords, 1...1_000_000),
            ("addresses", \.addresses, 1...1_000_000),
            ("links", \.links, 1...1_000_000),
            ("match-limit", \.matchLimit, 1_000...1_000_000_000),
            ("match-depth", \.matchDepth, 100...1_000_000_000),
        ]
    }

    private static var durations: [(String, WritableKeyPath<Limits, Duration>, ClosedRange<Duration>)] {
        [
            ("reading-time", \.readingTime, .seconds(1)...(.seconds(3_600))),
            ("connect-timeout", \.connectTimeout, .seconds(1)...(.seconds(3_600))),
            ("reply-timeout", \.replyTimeout, .seconds(1)...(.seconds(86_400))),
            ("idle-timeout", \.idleTimeout, .seconds(1)...(.seconds(86_400))),
            ("message-timeout", \.messageTimeout, .seconds(1)...(.seconds(604_800))),
            ("password-timeout", \.passwordTimeout, .seconds(1)...(.seconds(3_600))),
        ]
    }

    static var limitKeys: [String] { sizes.map(\.0) + counts.map(\.0) + durations.map(\.0) }

    func limits(_ table: TableReader?) -> Limits {
        var limits = Limits()
        guard let table else { return limits }
        table.noteUnknownKeys(known: Self.limitKeys)
        for (key, field, bounds) in Self.sizes {
            let example = ValueText.text(size: limits[keyPath: field])
            if let given = table.size(key, in: bounds, example: example) { limits[keyPath: field] = given.value }
        }
        for (key, field, bounds) in Self.counts {
            if let given = table.integer(key, in: bounds, example: limits[keyPath: field]) { limits[keyPath: field] = given.value }
        }
        for (key, field, bounds) in Self.durations {
            let example = ValueText.text(limits[keyPath: field])
            if let given = table.duration(key, in: bounds, example: example) { limits[keyPath: field] = given.value }
        }
        return limits
    }
}
