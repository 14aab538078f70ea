import SourceText
import TOMLKit

/// Reads the keys of one table and notes what is wrong with them.
///
/// A value that is wrong is noted and read as absent, so that reading goes on to the next mistake.
struct TableReader {
    let table: TOMLTable
    /// Of the table, in the outline.
    let node: Int
    /// As a person would write it: `accounts.work`.
    let name: String
    let outline: TOMLOutline
    let findings: Findings

    /// A value and where it stands.
    struct Found<Value> {
        let value: Value
        let range: Range<Int>
        let key: Range<Int>
    }

    // MARK: Places

    /// Where the table's own name stands; for the root, the text's first octet.
    var place: Range<Int> { outline.nodes[node].key }

    func keyPlace(_ key: String) -> Range<Int> {
        outline.child(of: node, named: key).map { outline.nodes[$0].key } ?? place
    }

    func valuePlace(_ key: String) -> Range<Int> {
        outline.child(of: node, named: key).map { outline.nodes[$0].value ?? outline.nodes[$0].key } ?? place
    }

    private func elementPlace(_ key: String, _ index: Int) -> Range<Int> {
        guard let array = outline.child(of: node, named: key), let element = outline.child(of: array, named: String(index)) else {
            return valuePlace(key)
        }
        return outline.nodes[element].value ?? outline.nodes[element].key
    }

    /// The keys of this table in the order of the text.
    var keys: [String] { outline.nodes[node].children.map { outline.nodes[$0].name } }

    func has(_ key: String) -> Bool { table[key] != nil }

    /// The value if it is a string, without any check.
    func bareString(_ key: String) -> String? { table[key]?.string }

    // MARK: Mistakes

    func noteUnknownKeys(known: [String]) {
        for key in keys where !known.contains(key) {
            let shown = DisplayText.escaped(key, maximum: 60)
            let nearest = NearestName.to(key, among: known)
            let kind = node == TOMLOutline.root ? "unknown table or key \"\(shown)\"" : "unknown key \"\(shown)\" in [\(name)]"
            findings.error(
                .unknownKey, kind, at: keyPlace(key), label: nearest.map { "did you mean \"\($0)\"?" } ?? "nothing of this name is known here",
                help: nearest == nil ? "known here: \(known.joined(separator: ", "))" : nil)
        }
    }

    func noteMissing(_ key: String, help: String) {
        findings.error(.missingKey, "[\(name)] has no \"\(key)\"", at: place, label: "\"\(key)\" is missing here", help: help)
    }

    private func noteType(_ key: String, wanted: String, example: String, found: TOMLType, at range: Range<Int>) {
        findings.error(
            .wrongType, "\"\(key)\" must be \(wanted), not \(Self.words(for: found))", at: range, label: "\(wanted) is expected",
            help: "write \(key) = \(example)")
    }

    func noteValue(_ key: String, _ message: String, label: String, help: String? = nil) {
        findings.error(.badValue, message, at: valuePlace(key), label: label, help: help)
    }

    static func words(for type: TOMLType) -> String {
        switch type {
        case .table: "a table"
        case .array: "an array"
        case .string: "a string"
        case .int: "a number"
        case .double: "a number with a fraction"
        case .bool: "true or false"
        case .date, .time, .dateTime: "a date or time"
        }
    }

    // MARK: Values

    /// - Parameter example: A whole value as TOML, for the help.
    func string(_ key: String, example: String, mayBeEmpty: Bool = false) -> Found<String>? {
        guard let value = table[key] else { return nil }
        let range = valuePlace(key)
        guard let text = value.string else {
            noteType(key, wanted: "a string", example: example, found: value.type, at: range)
            return nil
        }
        guard isClean(text, key, range) else { return nil }
        guard mayBeEmpty || !text.isEmpty else {
            findings.error(.badValue, "\"\(key)\" is empty", at: range, label: "something must stand here", help: "write \(key) = \(example)")
            return nil
        }
        return Found(value: text, range: range, key: keyPlace(key))
    }

    func bool(_ key: String) -> Bool? {
        guard let value = table[key] else { return nil }
        guard let truth = value.bool else {
            noteType(key, wanted: "true or false", example: "true", found: value.type, at: valuePlace(key))
            return nil
        }
        return truth
    }

    func integer(_ key: String, in bounds: ClosedRange<Int>, example: Int) -> Found<Int>? {
        guard let value = table[key] else { return nil }
        let range = valuePlace(key)
        guard let number = value.int else {
            noteType(key, wanted: "a number", example: String(example), found: value.type, at: range)
            return nil
        }
        guard bounds.contains(number) else {
            findings.error(
                .badValue, "\"\(key)\" is out of bounds", at: range, label: "\(bounds.lowerBound) to \(bounds.upperBound) is possible",
                help: "write \(key) = \(example)")
            return nil
        }
        return Found(value: number, range: range, key: keyPlace(key))
    }

    /// The elements that are strings; nil if there are others only.
    func strings(_ key: String, example: String) -> [Found<String>]? {
        guard let value = table[key] else { return nil }
        guard let array = value.array else {
            let suggestion = value.string.map { "[" + Self.quoted($0) + "]" } ?? example
            noteType(key, wanted: "an array of strings", example: suggestion, found: value.type, at: valuePlace(key))
            return nil
        }
        var found: [Found<String>] = []
        for index in 0..<array.count {
            let element = array[index]
            let range = elementPlace(key, index)
            if let text = element.string, isClean(text, key, range) {
                found.append(Found(value: text, range: range, key: keyPlace(key)))
            } else if element.string == nil {
                noteType(key, wanted: "an array of strings", example: example, found: element.type, at: range)
            }
        }
        return found.isEmpty && array.count > 0 ? nil : found
    }

    func duration(_ key: String, in bounds: ClosedRange<Duration>, example: String) -> Found<Duration>? {
        guard let value = table[key] else { return nil }
        if let number = value.int {
            findings.error(
                .wrongType, "\"\(key)\" must be a duration, not a number", at: valuePlace(key), label: "of what unit?",
                help: "write \(key) = \"\(number)s\" for seconds; the units are s, m, h, d and w")
            return nil
        }
        guard let text = string(key, example: Self.quoted(example)) else { return nil }
        guard let duration = ValueText.duration(text.value) else {
            noteValue(
                key, "\"\(key)\" is not a duration", label: "a number and one of s, m, h, d, w is expected",
                help: "write \(key) = \"\(example)\"")
            return nil
        }
        guard bounds.contains(duration) else {
            noteValue(
                key, "\"\(key)\" is out of bounds",
                label: "\(ValueText.text(bounds.lowerBound)) to \(ValueText.text(bounds.upperBound)) is possible",
                help: "write \(key) = \"\(example)\"")
            return nil
        }
        return Found(value: duration, range: text.range, key: text.key)
    }

    /// A size as text, or a number of octets.
    func size(_ key: String, in bounds: ClosedRange<Int>, example: String) -> Found<Int>? {
        guard let value = table[key] else { return nil }
        let size: Int
        if let number = value.int {
            size = number
        } else {
            guard let text = string(key, example: Self.quoted(example)) else { return nil }
            guard let parsed = ValueText.size(text.value) else {
                noteValue(
                    key, "\"\(key)\" is not a size", label: "a number and KB, MB, GB or TB is expected",
                    help: "write \(key) = \"\(example)\"")
                return nil
            }
            size = parsed
        }
        guard bounds.contains(size) else {
            noteValue(
                key, "\"\(key)\" is out of bounds",
                label: "\(ValueText.text(size: bounds.lowerBound)) to \(ValueText.text(size: bounds.upperBound)) is possible",
                help: "write \(key) = \"\(example)\"")
            return nil
        }
        return Found(value: size, range: valuePlace(key), key: keyPlace(key))
    }

    /// One of the words of an enumeration.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String, among choices: [Choice] = Array(Choice.allCases), synonyms: [String: String] = [:]
    ) -> Found<Choice>? where Choice.RawValue == String {
        let words = choices.map(\.rawValue)
        guard let text = string(key, example: Self.quoted(words.first ?? "")) else { return nil }
        guard let choice = choices.first(where: { $0.rawValue == text.value }) else {
            let nearest = synonyms[text.value.lowercased()] ?? NearestName.to(text.value, among: words)
            noteValue(
                key, "\"\(DisplayText.escaped(text.value, maximum: 40))\" is no value for \"\(key)\"",
                label: nearest.map { "did you mean \"\($0)\"?" } ?? "not known",
                help: "write one of " + words.map(Self.quoted).joined(separator: ", "))
            return nil
        }
        return Found(value: choice, range: text.range, key: text.key)
    }

    /// The tables below this one, such as `[accounts.NAME]`, in the order of the text.
    func tables(below key: String, example: String) -> [TableReader] {
        guard let value = table[key] else { return [] }
        guard let group = value.table, let groupNode = outline.child(of: node, named: key) else {
            findings.error(
                .wrongType, "\"\(key)\" must be a table of tables, not \(Self.words(for: value.type))", at: keyPlace(key),
                label: "tables with a name are expected", help: "write [\(key).\(example)]")
            return []
        }
        let groupReader = TableReader(table: group, node: groupNode, name: key, outline: outline, findings: findings)
        return groupReader.keys.compactMap { child in
            guard let childValue = group[child], let childNode = outline.child(of: groupNode, named: child) else { return nil }
            guard let childTable = childValue.table else {
                findings.error(
                    .wrongType, "[\(key)] holds tables with a name, and no keys of its own", at: groupReader.keyPlace(child),
                    label: "stands outside of any [\(key).NAME]", help: "write [\(key).\(example)] above it")
                return nil
            }
            guard Self.isName(child) else {
                findings.error(
                    .badValue, "\"\(DisplayText.escaped(child, maximum: 60))\" can't be a name", at: groupReader.keyPlace(child),
                    label: "1 to 64 letters, digits, \"-\", \"_\" and \".\" are possible", help: "write [\(key).\(example)]")
                return nil
            }
            return TableReader(table: childTable, node: childNode, name: "\(key).\(child)", outline: outline, findings: findings)
        }
    }

    /// The names below a key, whatever stands there.
    func names(below key: String) -> [String] {
        outline.child(of: node, named: key).map { group in outline.nodes[group].children.map { outline.nodes[$0].name } } ?? []
    }

    /// The table of that name, if it is there.
    func table(_ key: String) -> TableReader? {
        guard let value = table[key], let child = outline.child(of: node, named: key) else { return nil }
        guard let inner = value.table else {
            findings.error(
                .wrongType, "\"\(key)\" must be a table, not \(Self.words(for: value.type))", at: keyPlace(key), label: "a table is expected",
                help: "write [\(key)] on a line of its own")
            return nil
        }
        return TableReader(table: inner, node: child, name: key, outline: outline, findings: findings)
    }

    /// A string as TOML writes it.
    static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\t": out += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let hex = String(scalar.value, radix: 16, uppercase: true)
                out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }

    /// The last part of the table's name.
    var lastName: String { outline.nodes[node].name }

    private static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.utf8.first != UInt8(ascii: ".")
            && text.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_.".unicodeScalars.contains($0) }
    }

    /// Control characters have no place in any of our values, and a NUL would cut them.
    private func isClean(_ text: String, _ key: String, _ range: Range<Int>) -> Bool {
        let literal = findings.file.slice(range)
        let hasNUL = literal.hasPrefix("\"") && (literal.contains("\\u0000") || literal.contains("\\U00000000"))
        guard hasNUL || text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else { return true }
        findings.error(
            .badValue, "\"\(key)\" contains a line end or another control character", at: range, label: "text on one line is expected")
        return false
    }
}
