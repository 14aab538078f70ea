/// Collects what is appended to an mbox file, so that it is written in large pieces.
struct MboxWriter {
    private var pending: [UInt8] = []
    /// Octets taken so far.
    private(set) var count = 0

    /// After an error part of the octets may be in the file.
    mutating func write(_ octets: UnsafeRawBufferPointer, to file: borrowing MboxFile) throws(DeliveryError) {
        count += octets.count
        pending.append(contentsOf: octets)
        if pending.count >= MboxFile.block { try flush(to: file) }
    }

    mutating func flush(to file: borrowing MboxFile) throws(DeliveryError) {
        try pending.withOctets { (octets) throws(DeliveryError) in try file.append(octets) }
        pending.removeAll(keepingCapacity: true)
    }
}
