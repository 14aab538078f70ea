import SourceText

/// Warnings about what a redirect carries away.
extension Checker {
    /// Warns of header edits that a redirect of the same path takes along: a DKIM signature that covers the header then no longer holds
    /// (RFC 6376 §3.5), and the recipient's server may refuse the message.
    mutating func warnAboutEditedForwards(_ statements: [StatementSyntax]) {
        var edit: Range<Int>?
        editedForwards(statements, edit: &edit)
    }

    /// - Parameter edit: The first edit that stands before `statements`, and then before what follows them.
    private mutating func editedForwards(_ statements: [StatementSyntax], edit: inout Range<Int>?) {
        for statement in statements {
            switch statement.kind {
            case .action(let action):
                switch action.kind {
                case .addHeader, .deleteHeader: edit = edit ?? action.verb.range
                case .redirect:
                    guard let before = edit else { continue }
                    let verb = String(file.slice(before))
                    report(
                        .editedForward, "\"redirect\" comes after \"\(verb)\"", at: action.verb.range,
                        label: "sends the message with the changed header",
                        note: (span(before), "DKIM signatures that cover this header will not hold for the recipient"),
                        help: "move redirect before \(verb); or write forward-as = \"attachment\" in the account")
                default: break
                }
            case .branch(let branches, let otherwise):
                var after = edit
                for block in branches.map(\.block) + (otherwise.map { [$0] } ?? []) {
                    var inner = edit
                    editedForwards(block.statements, edit: &inner)
                    if !block.statements.contains(where: { if case .stop = $0.kind { true } else { false } }) { after = after ?? inner }
                }
                edit = after
            case .loop(_, _, let body): editedForwards(body.statements, edit: &edit)
            case .stop, .continue, .define: break
            }
        }
    }
}
