import Configuration
import Transport

extension ServerEndpoint.Security {
    /// What `tls` says.
    init(_ security: ConnectionSecurity) {
        self =
            switch security {
            case .implicit: .implicitTLS
            case .starttls: .startTLS
            case .none: .none
            }
    }
}
