/// What the parts of one message may still unpack, so that many large ones take no more memory than one. Not `Sendable`: it belongs
/// to one message.
///
/// The text parts of the body have their shares as they stand in the message, whoever asks first, so that nothing else can take
/// what `body` says. All others have one such budget together, in the order in which they are asked.
final class TextBudget {
    /// Octets of text that bodies inside of other parts may still have.
    private var bodyLeft: Int
    /// Octets of text that attachments and parts of other types may still have.
    private var othersLeft: Int
    /// Octets of winmail.dat that may still be unpacked.
    private var tnefLeft: Int
    private(set) var truncated: Set<ReadingLimit> = []

    init(_ limits: MessageLimits) {
        bodyLeft = limits.decodedText
        othersLeft = limits.decodedText
        tnefLeft = limits.tnefOctets
    }

    /// Gives each text part of the body its share.
    ///
    /// - Parameter parts: In their order in the message.
    func share(among parts: [Part]) {
        let limit = bodyLeft
        let texts = parts.filter(\.isBodyText)
        // Decoded text is not longer than what it was packed into.
        guard texts.reduce(0, { $0 + $1.range.count }) > limit else {
            for part in texts {
                part.textShare = limit
                bodyLeft -= part.range.count
            }
            return
        }
        for part in texts {
            // At most three octets make one; what is longer fills the budget anyway.
            let size = bodyLeft == 0 || part.range.count > limit * 3 ? part.range.count : part.decodedSize
            give(part, size)
        }
    }

    /// Gives a text part that was unpacked its share of what the parts before it left.
    func share(with part: Part) {
        if part.isBodyText { give(part, part.range.count) }
    }

    private func give(_ part: Part, _ size: Int) {
        part.textShare = bodyLeft
        if size > bodyLeft { truncated.insert(.decodedText) }
        bodyLeft -= min(bodyLeft, size)
    }

    /// What a part that is not of the body may have of text now.
    var share: Int { othersLeft }

    /// Counts text that a part had which is not of the body.
    func take(_ count: Int, isCut: Bool) {
        othersLeft -= min(othersLeft, count)
        if isCut { truncated.insert(.decodedText) }
    }

    /// What a winmail.dat may unpack now.
    var tnefShare: Int { tnefLeft }

    func takeTNEF(_ count: Int, isCut: Bool) {
        tnefLeft -= min(tnefLeft, count)
        if isCut { truncated.insert(.tnefOctets) }
    }
}
