/// Comparison whose time does not tell where the operands differ.
public enum ConstantTime {
    /// Whether both are equal. Only the lengths can be learnt from the time it takes.
    public static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for index in left.indices { difference |= left[index] ^ right[index] }
        return difference == 0
    }
}
