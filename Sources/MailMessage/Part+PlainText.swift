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
}
