import Foundation
import PatternMatching
import RuleProgram
import SourceText

/// Values of expressions.
extension Run {
    mutating func values(_ expression: PreparedExpression) throws(Fault) -> [Value] {
        switch expression {
        case .selection(let place): return selection(place)
        case .constants(let place): return constantValues(place)
        case .list(let list):
            var result: [Value] = []
            for each in list { result += try values(each) }
            return result
        case .text(let segments, _): return [.text(TextValue(pieces: try pieces(segments)))]
        case .slot(let slot, let span): return try values(of: slot, span)
        case .tags: return draft.tags.map { .text($0) }
        case .flags: return draft.flags.map { .text($0) }
        case .member(let base, let member, _): return fields.member(member, of: try values(base))
        case .fallback(let first, let second):
            let values = try values(first)
            return values.isEmpty ? try self.values(second) : values
        case .count(let counted): return [.number(Double(try values(counted).count), digits: 0)]
        case .lookup(let map, let key):
            guard program.maps.indices.contains(map) else { return [] }
            for value in try values(key) {
                if let text = value.textValue, let found = program.maps[map].values[text.folded] { return try values(found) }
            }
            return []
        case .listFile(let index, let span): return try entries(index, span)
        case .duplicate(let key, let seconds): return [.truth(try duplicate(key, seconds))]
        case .condition(let condition):
            switch verdict(condition) {
            case .yes: return [.truth(true)]
            case .no: return [.truth(false)]
            case .error(let fault): throw fault
            }
        }
    }

    var fields: FieldValues { FieldValues(message: message, header: draft.header, context: context) }

    private mutating func selection(_ place: Int) -> [Value] {
        if let kept = selected[place] { return kept }
        let values: [Value]
        switch program.selections[place] {
        case .field(let field): values = fields.values(of: field)
        case .member(let base, let member): values = fields.member(member, of: selection(base))
        }
        selected[place] = values
        return values
    }

    private mutating func constantValues(_ place: Int) -> [Value] {
        if let kept = constants[place] { return kept }
        let values = program.constants[place].map { value(of: $0) }
        constants[place] = values
        return values
    }

    private func value(of constant: Constant) -> Value {
        switch constant {
        case .text(let text): .text(.written(text))
        case .number(let number): .number(number, digits: 0)
        case .size(let octets): .size(octets)
        case .duration(let seconds): .duration(Double(seconds))
        case .truth(let truth): .truth(truth)
        case .day(let day): .period(Period(.instants(day.instants(in: context.timeZone))))
        case .instant(let instant): .moment(Moment(Date(timeIntervalSince1970: instant), in: context.timeZone))
        case .span(let from, let through): .period(Period(.instants(range(from, through))))
        case .timeOfDay(let from, let to): .period(Period(.timeOfDay(from: from.minutes, to: to.minutes)))
        }
    }

    /// From the beginning of one to the end of the other, both part of it; empty if they stand the wrong way round.
    private func range(_ from: Constant.Moment, _ through: Constant.Moment) -> Range<Double> {
        let start = switch from {
        case .day(let day): day.instants(in: context.timeZone).lowerBound
        case .instant(let instant): instant
        }
        let end = switch through {
        case .day(let day): day.instants(in: context.timeZone).upperBound
        case .instant(let instant): instant.nextUp
        }
        return start..<max(start, end)
    }

    private mutating func values(of slot: Slot, _ span: SourceSpan) throws(Fault) -> [Value] {
        guard slots.indices.contains(slot.index) else { return [] }
        if let bound = slots[slot.index] { return bound }
        guard let global = program.globals[slot.index] else { return [] }
        let outer = decider
        let values = try values(global)
        decider = outer
        slots[slot.index] = values
        return values
    }

    private mutating func entries(_ index: Int, _ span: SourceSpan) throws(Fault) -> [Value] {
        switch try reading(index, span) {
        case .contents(let contents):
            try step(contents.entries.count)
            return contents.entries.map { .text($0) }
        case .unreadable: return []
        }
    }

    /// The contents of a list; an unreadable one is a rule error.
    mutating func reading(_ index: Int, _ span: SourceSpan) throws(Fault) -> ListReading {
        guard program.program.lists.indices.contains(index) else { throw Fault("the list is not known", at: span) }
        let file = program.program.lists[index]
        let reading = lists[index] ?? context.state.list(file)
        lists[index] = reading
        if case .unreadable(let why) = reading {
            throw Fault("the list \"\(file.name)\" can't be read: \(why)", limit: nil, at: span)
        }
        return reading
    }

    /// Whether another message had the key within the window; what has to be remembered goes into the draft.
    private mutating func duplicate(_ key: PreparedExpression, _ seconds: Int) throws(Fault) -> Bool {
        let values = try values(key)
        guard !values.isEmpty, let rule else { return false }
        let text = values.map { $0.printed ?? $0.shown }.joined(separator: " ")
        return seen(SeenKey(.duplicate, account: context.account, rule: rule.name, text: text), within: seconds)
    }

    mutating func seen(_ key: SeenKey, within seconds: Int) -> Bool {
        if let first = context.state.firstSeen(key) {
            let age = context.now.timeIntervalSince(first)
            if age < Double(seconds) { return true }
        }
        let sighting = Sighting(key: key, window: seconds)
        if !draft.sightings.contains(sighting) { draft.sightings.append(sighting) }
        return false
    }

    // MARK: - Texts

    /// The one value of an interpolation or an action's operand; none and several are rule errors.
    mutating func single(_ expression: PreparedExpression, _ span: SourceSpan) throws(Fault) -> TextValue {
        let values: [Value]
        do {
            values = try self.values(expression)
        } catch {
            throw error.located(at: span)
        }
        guard let value = values.first else { throw Fault("\(span.text) has no value here", at: span) }
        guard values.count == 1 else {
            throw Fault("\(span.text) has \(values.count) values here; .first or .join(\", \") says what is meant", at: span)
        }
        if case .text(let text) = value { return text }
        guard let printed = value.printed else { throw Fault("\(span.text) is no text", at: span) }
        return TextValue(printed)
    }

    private mutating func pieces(_ segments: [PreparedSegment]) throws(Fault) -> [TextValue.Piece] {
        var pieces: [TextValue.Piece] = []
        var octets = 0
        for segment in segments {
            switch segment {
            case .literal(let literal):
                pieces.append(TextValue.Piece(text: literal, isData: false))
                octets += literal.utf8.count
            case .value(let expression, let span):
                let text = try single(expression, span).text
                pieces.append(TextValue.Piece(text: text, isData: true))
                octets += text.utf8.count
            }
            if octets > context.limits.text { throw Fault("the text is longer than \(context.limits.text) octets", limit: "text limit") }
        }
        return pieces
    }

    /// A text for an action, with what of it is data.
    mutating func operand(_ expression: PreparedExpression, _ span: SourceSpan) throws(Fault) -> [TextValue.Piece] {
        let text = try single(expression, span)
        return text.pieces ?? [TextValue.Piece(text: text.text, isData: true)]
    }
}
