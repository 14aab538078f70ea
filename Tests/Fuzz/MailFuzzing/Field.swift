/// Octets as they stand in a field.
public enum Field {
    /// `name: value`, with a blank behind each line end of the value, so that all of it is of this field.
    public static func line(_ name: String, _ value: some Sequence<UInt8>) -> [UInt8] {
        var octets = Array(name.utf8) + [UInt8(ascii: ":"), UInt8(ascii: " ")]
        for octet in value {
            octets.append(octet)
            if octet == UInt8(ascii: "\n") { octets.append(UInt8(ascii: " ")) }
        }
        return octets + [UInt8(ascii: "\n")]
    }
}
