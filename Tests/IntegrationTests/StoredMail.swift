/// A message as a test's SMTP server stored it, with LF line ends: the fields that delivery has put before it, and what came.
struct StoredMail {
    /// `Return-Path`, `X-Original-To`, `Delivered-To` and the server's own `Received`, unfolded, in the order they stand.
    private(set) var delivery: [(name: String, value: String)] = []
    /// The message as the client sent it.
    private(set) var octets: [UInt8]

    init(octets whole: [UInt8]) {
        octets = whole
        var rest = whole[...]
        while let field = Self.nextField(of: &rest) {
            guard ["return-path", "x-original-to", "delivered-to", "received"].contains(field.name.lowercased()) else { break }
            delivery.append(field)
            octets = Array(rest)
            if field.name.lowercased() == "received" { break }
        }
    }

    /// The envelope's sender, without its angle brackets.
    var sender: String? { delivery.first { $0.name == "Return-Path" }.map { String($0.value.dropFirst().dropLast()) } }
    var recipient: String? { delivery.first { $0.name == "X-Original-To" }?.value }
    var received: String? { delivery.first { $0.name == "Received" }?.value }

    /// The fields of the header that came, unfolded.
    var fields: [(name: String, value: String)] {
        var rest = octets[...]
        var fields: [(name: String, value: String)] = []
        while let field = Self.nextField(of: &rest) { fields.append(field) }
        return fields
    }

    func values(_ name: String) -> [String] { fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value) }

    /// The number that a ``MixedMessage`` carries.
    var serial: Int? { values("X-Serial").first.flatMap { Int($0) } }

    /// Takes one field off the front; nil, with nothing taken, at the header's end.
    private static func nextField(of rest: inout ArraySlice<UInt8>) -> (name: String, value: String)? {
        var end = rest.startIndex
        while let newline = rest[end...].firstIndex(of: 0x0A) {
            end = newline + 1
            guard end < rest.endIndex, rest[end] == 0x20 || rest[end] == 0x09 else { break }
        }
        let field = rest[..<end]
        guard let colon = field.firstIndex(of: 0x3A), field.first != 0x0A else { return nil }
        rest = rest[end...]
        let value = String(decoding: field[(colon + 1)...], as: UTF8.self).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return (String(decoding: field[..<colon], as: UTF8.self), value)
    }
}
