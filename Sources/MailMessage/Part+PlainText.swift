extension Part {
    /// The files in uuencode that stand in plain text.
    func inlineFiles() -> [Part] {
        guard type == "text/plain", disposition != "attachment" else { return [] }
        let files = firstOctets(textShare ?? 0).withUnsafeBytes { UUEncoding.files(in: $0, limit: limits.parts) }
        return files.map { file in
            Part(
                enclosed: Octets(file.content), range: 0..<file.content.count, type: nil,
                filename: CharsetDecoder.decode(file.name, label: charset).text, disposition: "attachment", depth: depth + 1, limits: limits,
                budget: budget)
        }
    }

    /// ``text`` as it is read: paragraphs of `format=flowed` whole, files in uuencode left out.
    func readableText() -> DecodedText {
        guard type == "text/plain" else { return text }
        var content = text.text
        // The decoded text has the marks where the octets have them, only its line ends may differ.
        if !inlineFileParts.isEmpty {
            let octets = Array(content.utf8)
            let ranges = octets.withUnsafeBytes { UUEncoding.files(in: $0, limit: limits.parts) }.map(\.range)
            var kept: [UInt8] = []
            var position = 0
            for range in ranges {
                kept.append(contentsOf: octets[position..<range.lowerBound])
                position = range.upperBound
            }
            kept.append(contentsOf: octets[position...])
            content = String(decoding: kept, as: UTF8.self)
        }
        if parameters["format"]?.lowercased() == "flowed" {
            content = FlowedText.reflowed(content, deletesSpace: parameters["delsp"]?.lowercased() == "yes")
        }
        return DecodedText(text: content, malformed: text.malformed)
    }

    /// ``text`` of a calendar or a contact. Some programs fold lines in the middle of a character (RFC 5545 §3.1); then the folds are undone first.
    var unfoldedText: String {
        guard text.malformed else { return text.text }
        let decoded = firstOctets(textShare ?? limits.decodedText)
        var unfolded: [UInt8] = []
        unfolded.reserveCapacity(decoded.count)
        for (index, octet) in decoded.enumerated() {
            if octet.isBlank, unfolded.last == .lineFeed, index + 1 < decoded.count, decoded[index + 1] & 0xC0 == 0x80 {
                unfolded.removeLast()
                if unfolded.last == .carriageReturn { unfolded.removeLast() }
            } else {
                unfolded.append(octet)
            }
        }
        return LineEnds.unified(CharsetDecoder.decode(unfolded, label: charset).text)
    }

    /// The content of a multipart in which no part was found, since its boundary is missing or another one: readers show it as text.
    func undividedText(of limits: MessageLimits) -> Part? {
        guard children.isEmpty, !range.isEmpty, depth < limits.depth else { return nil }
        let isPlain = encoding == .identity
        let source = isPlain ? octets : Octets(firstOctets(limits.decodedText))
        return Part(
            enclosed: source, range: isPlain ? range : 0..<source.count, type: "text/plain", charset: charset, depth: depth + 1, limits: limits,
            budget: budget)
    }
}
