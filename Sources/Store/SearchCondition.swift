import Foundation
import GRDB

/// A query as a condition on `message`: fixed SQL, with everything that a person wrote bound as a value.
struct SearchCondition: Sendable {
    private(set) var sql = "1"
    private(set) var arguments: StatementArguments = []

    init(_ query: SearchQuery) {
        // Words that must be there are one look into the full text; each word that must not is one of its own.
        var wanted: [String] = []
        for term in query.terms {
            if case .words(let words) = term.criterion, !term.isNegated {
                wanted.append(Self.phrase(words))
            } else {
                add(term)
            }
        }
        if !wanted.isEmpty { add(Self.fullText, [wanted.joined(separator: " AND ")]) }
    }

    private static let fullText = "message.id IN (SELECT rowid FROM search WHERE search MATCH ?)"

    private mutating func add(_ term: SearchQuery.Term) {
        switch term.criterion {
        case .words(let words):
            add(Self.fullText, [Self.phrase(words)], term.isNegated)
        case .from(let text):
            addPart(of: "from_text", text, term.isNegated)
        case .to(let text):
            addPart(of: "to_text", text, term.isNegated)
        case .subject(let text):
            addPart(of: "subject", text, term.isNegated)
        case .tag(let tag):
            add("message.id IN (SELECT message_id FROM tag WHERE folded = ?)", [TagText.folded(tag)], term.isNegated)
        case .folder(let name):
            add(
                """
                EXISTS (SELECT 1 FROM effect WHERE effect.message_id = message.id AND effect.state < 4
                    AND (effect.mailbox = ? COLLATE NOCASE OR effect.mailbox LIKE ? ESCAPE '\\'))
                """,
                [name, Self.likeLiteral(name) + "/%"], term.isNegated)
        case .account(let name):
            add("account.name = ? COLLATE NOCASE", [name], term.isNegated)
        case .messageID(let id):
            add("trim(ifnull(message.message_id, ''), '<>') = trim(?, '<>')", [id], term.isNegated)
        case .since(let date):
            add("coalesce(message.date, message.first_seen) >= ?", [date.timeIntervalSince1970], term.isNegated)
        case .before(let date):
            add("coalesce(message.date, message.first_seen) < ?", [date.timeIntervalSince1970], term.isNegated)
        }
    }

    /// Any part of the text without regard to the case of ASCII letters, or its words without regard to case and accents.
    private mutating func addPart(of column: String, _ text: String, _ isNegated: Bool) {
        add(
            "(ifnull(message.\(column), '') LIKE ? ESCAPE '\\' OR \(Self.fullText))",
            ["%" + Self.likeLiteral(text) + "%", "\(column) : " + Self.phrase(text)], isNegated)
    }

    private mutating func add(_ condition: String, _ values: StatementArguments, _ isNegated: Bool = false) {
        sql += isNegated ? " AND NOT (\(condition))" : " AND \(condition)"
        arguments += values
    }

    /// A string of FTS5: quoted, its quotes doubled; nothing in it is syntax then. NUL would end it early.
    private static func phrase(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\"\""
            case "\0": quoted += " "
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// A text that `LIKE ... ESCAPE '\'` takes as it is.
    private static func likeLiteral(_ text: String) -> String {
        var literal = ""
        for scalar in text.unicodeScalars {
            if scalar == "%" || scalar == "_" || scalar == "\\" { literal += "\\" }
            literal.unicodeScalars.append(scalar == "\0" ? " " : scalar)
        }
        return literal
    }
}
