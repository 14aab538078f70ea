/// `forward-as`: what leaves when a rule redirects a message.
public enum ForwardForm: String, Sendable, Hashable, CaseIterable {
    /// The message itself behind a `Resent-*` block (RFC 5322 §3.6.6). Its DKIM signatures stay valid.
    case resent
    /// A new message from ``SMTPSettings/from`` that carries the original whole (RFC 2046 §5.2.1), for servers that refuse
    /// mail in a stranger's name.
    case attachment
}
