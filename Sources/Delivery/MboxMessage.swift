public import MailMessage

/// A message on its way into an mbox file.
public struct MboxMessage: Sendable {
    private let octets: Octets
    private let sender: String
    private let fields: [UInt8]

    /// - Parameters:
    ///   - octets: With LF line ends.
    ///   - flags: IMAP flags and keywords, for the fields that readers of mbox keep them in.
    public init(_ octets: Octets, flags: [String] = []) {
        self.octets = octets
        sender = MboxEnvelope.sender(of: Message(octets))
        fields = MboxFields.fields(for: flags)
    }

    /// Hands on the message's entry: envelope line, quoted octets, an empty line. The same for the same message and time.
    func write<Failure: Error>(time: Int, to sink: (UnsafeRawBufferPointer) throws(Failure) -> Void) throws(Failure) {
        try MboxEnvelope.line(sender: sender, time: time).withOctets { (line) throws(Failure) in try sink(line) }
        try octets.withUnsafeBytes { (all) throws(Failure) in try MboxQuoting.write(all, fields: fields, to: sink) }
        try MboxQuoting.lineFeed.withOctets { (end) throws(Failure) in try sink(end) }
    }
}
