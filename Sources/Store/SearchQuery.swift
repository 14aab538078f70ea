public import Foundation

/// What a person searches for: `tag:invoice from:example.net -folder:Lists "red shoes"`.
///
/// All terms must hold; a `-` in front turns one round. Words and phrases are looked for in sender, recipients and subject,
/// without regard to case and accents. `from:`, `to:` and `subject:` find any part of the text; `folder:` a mailbox and those below it;
/// `tag:`, `account:` and `message-id:` the whole value; `since:` and `before:` take a day, `2026-01-31`.
public struct SearchQuery: Equatable, Sendable {
    enum Field: String, CaseIterable {
        case tag, from, to, subject, folder, account
        case messageID = "message-id"
        case since, before
    }

    enum Criterion: Equatable {
        case words(String)
        case tag(String)
        case from(String)
        case to(String)
        case subject(String)
        case folder(String)
        case account(String)
        case messageID(String)
        case since(Date)
        case before(Date)
    }

    struct Term: Equatable {
        let isNegated: Bool
        let criterion: Criterion
    }

    /// The longest query, in octets.
    public static let maximumLength = 4096
    /// The most terms of a query.
    public static let maximumTerms = 64

    let terms: [Term]

    /// - Parameters:
    ///   - text: An empty one finds everything.
    ///   - timeZone: Where the days of `since:` and `before:` begin.
    /// - Throws: The first mistake, with its place.
    public init(parsing text: String, timeZone: TimeZone = .current) throws(SearchQueryError) {
        var parser = SearchQueryParser(text, timeZone: timeZone)
        terms = try parser.terms()
    }
}

/// A mistake in a query.
public struct SearchQueryError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Where it is: characters (Unicode scalars) from 1.
    public let column: Int
    /// What is wrong, and what to write instead.
    public let message: String

    public var description: String { "column \(column): \(message)" }
}
