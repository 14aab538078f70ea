/// A password or token, which prints as `<secret>` however it is shown.
///
/// The value leaves only by ``withExposed(_:)``, so that every use can be found.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let octets: [UInt8]

    public init(_ text: String) { octets = Array(text.utf8) }

    public init(octets: [UInt8]) { self.octets = octets }

    public var isEmpty: Bool { octets.isEmpty }

    /// Lends the octets. What is made of them is as secret as they are.
    public func withExposed<Result, Failure: Error>(_ use: ([UInt8]) throws(Failure) -> Result) throws(Failure) -> Result {
        try use(octets)
    }

    /// Compares in constant time.
    public static func == (left: Secret, right: Secret) -> Bool {
        ConstantTime.areEqual(left.octets, right.octets)
    }

    public var description: String { "<secret>" }
    public var debugDescription: String { "<secret>" }
    public var customMirror: Mirror { Mirror(self, children: [:], displayStyle: .struct) }
}
