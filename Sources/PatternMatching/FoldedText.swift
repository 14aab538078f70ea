/// A text with its case folded away, as UTF-8: equality, order and search by scalars without case are those of its octets.
///
/// A value that many conditions look at is folded once.
public struct FoldedText: Sendable, Hashable {
    public let octets: [UInt8]

    /// Folds a text. It is taken as it is: normalisation to NFC is the business of who decoded it.
    public init(_ text: String) {
        var text = text
        octets = text.withUTF8 { input in
            var output: [UInt8] = []
            CaseFolding.fold(input, into: &output)
            return output
        }
    }

    /// Folds UTF-8. Octets that are no UTF-8 stay as they are, and equal themselves only.
    public init(utf8: UnsafeBufferPointer<UInt8>) {
        var output: [UInt8] = []
        CaseFolding.fold(utf8, into: &output)
        octets = output
    }

    public var isEmpty: Bool { octets.isEmpty }

    /// Whether `needle` stands somewhere in this text; the empty text does. Linear time.
    public func contains(_ needle: FoldedText) -> Bool {
        octets.withUnsafeBytes { hay in
            needle.octets.withUnsafeBytes { needle in LiteralSearch.offset(of: needle, in: hay) != nil }
        }
    }

    public func hasSuffix(_ suffix: FoldedText) -> Bool {
        suffix.octets.count <= octets.count && octets[(octets.count - suffix.octets.count)...].elementsEqual(suffix.octets)
    }
}
