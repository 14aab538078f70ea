/// Makes parts of a winmail.dat, as if they had been sent in MIME: bodies, files, enclosed messages and what is in them.
enum TNEFUnpacking {
    struct Result {
        /// In order; those of an enclosed message stand behind it.
        var parts: [Part] = []
        /// Of the outermost message.
        var meeting: TNEFMeeting?
        var truncated: Set<ReadingLimit> = []
    }

    /// - Returns: nil if the octets are no TNEF.
    static func unpack(_ octets: [UInt8], in container: Part) -> Result? {
        let limits = container.limits
        let shared = Octets(octets)
        var result = Result()
        var waiting: [Step] = [.stream(octets[...], depth: container.depth + 1)]
        var isTNEF = false
        while let step = waiting.popLast() {
            switch step {
            case .part(let part):
                guard result.parts.count < limits.parts else {
                    result.truncated.insert(.parts)
                    return result
                }
                result.parts.append(part)
            case .stream(let stream, let depth):
                guard depth <= limits.depth else {
                    result.truncated.insert(.depth)
                    continue
                }
                guard let reader = TNEFReader(stream, limits: limits, fileLimit: limits.parts) else { continue }
                if !isTNEF { result.meeting = reader.meeting }
                isTNEF = true
                if reader.isTruncated { result.truncated.insert(.parts) }
                waiting.append(contentsOf: steps(of: reader, shared, depth: depth, limits, container.budget).reversed())
            }
        }
        return isTNEF ? result : nil
    }

    private enum Step {
        case part(Part)
        /// An enclosed message, still packed.
        case stream(ArraySlice<UInt8>, depth: Int)
    }

    private static func steps(of reader: TNEFReader, _ shared: Octets, depth: Int, _ limits: MessageLimits, _ budget: TextBudget) -> [Step] {
        var steps: [Step] = []
        func add(_ text: TNEFReader.Text, _ type: String) {
            steps.append(
                .part(Part(enclosed: shared, range: text.content.indices, type: type, charset: text.charset, depth: depth, limits: limits, budget: budget)))
        }
        if let plain = reader.plain, !plain.content.isEmpty { add(plain, "text/plain") }
        if let html = reader.html, !html.content.isEmpty {
            add(html, "text/html")
        } else if let packed = reader.compressedRTF, let rtf = CompressedRTF(packed, limit: limits.decodedText) {
            let text = RTFReader.read(rtf.rtf)
            if text.isHTML || reader.plain == nil, !text.octets.isEmpty {
                let part = Part(
                    enclosed: Octets(text.octets), range: text.octets.indices, type: text.isHTML ? "text/html" : "text/plain",
                    charset: "utf-8", depth: depth, limits: limits, budget: budget)
                part.isDamaged = rtf.isDamaged
                steps.append(.part(part))
            }
        }
        for file in reader.files {
            steps.append(
                .part(
                    Part(
                        enclosed: shared, range: file.content.indices, type: file.type, filename: file.name, disposition: "attachment",
                        depth: depth, limits: limits, budget: budget)))
            if file.isMessage { steps.append(.stream(file.content, depth: depth + 1)) }
        }
        return steps
    }
}
