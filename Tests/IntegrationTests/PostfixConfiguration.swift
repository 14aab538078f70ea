/// The files of a ``PostfixServer``.
struct PostfixConfiguration {
    let options: PostfixServer.Options
    /// The scratch directory.
    let root: String
    let directory: String
    let port: Int
    let tlsPort: Int
    let owner: (user: String, group: String, uid: UInt32, gid: UInt32)

    var main: String {
        let mayBeTold = options.authenticationSocket == nil ? "permit_mynetworks" : "permit_sasl_authenticated"
        return """
            compatibility_level = 3.6
            queue_directory = \(directory)/queue
            data_directory = \(directory)/data
            maillog_file = \(directory)/log
            maillog_file_prefixes = \(directory)
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            myhostname = relay.example.net
            mydestination =
            mynetworks = 127.0.0.0/8
            alias_maps =
            local_recipient_maps =
            smtputf8_enable = yes
            smtpd_discard_ehlo_keywords = \(options.hiddenKeywords.joined(separator: ", "))
            message_size_limit = \(options.messageSizeLimit)
            smtpd_recipient_restrictions = check_recipient_access texthash:\(directory)/configuration/refused, \(mayBeTold), reject
            smtpd_relay_restrictions = \(mayBeTold), reject
            smtpd_client_connection_count_limit = 0
            smtpd_error_sleep_time = 0
            smtpd_tls_cert_file = \(directory)/cert.pem
            smtpd_tls_key_file = \(directory)/key.pem
            smtpd_tls_security_level = may
            smtpd_tls_received_header = yes
            smtpd_sasl_auth_enable = \(options.authenticationSocket == nil ? "no" : "yes")
            smtpd_sasl_type = dovecot
            smtpd_sasl_path = \(options.authenticationSocket ?? "none")
            smtpd_sasl_mechanism_filter = \(options.mechanisms)
            smtpd_sasl_authenticated_header = yes
            # What is stored is what came, but for the fields that delivery adds.
            local_header_rewrite_clients =
            message_drop_headers =
            disable_mime_input_processing = yes
            virtual_mailbox_domains = static:all
            virtual_mailbox_base = \(root)
            virtual_mailbox_maps = texthash:\(directory)/configuration/mailboxes, static:p/mail/all/
            virtual_mailbox_limit = 0
            smtpd_reject_unlisted_recipient = no
            transport_maps = texthash:\(directory)/configuration/transports
            virtual_uid_maps = static:\(owner.uid)
            virtual_gid_maps = static:\(owner.gid)
            virtual_minimum_uid = 1
            \(options.further)

            """
    }

    /// Only what receives and delivers: nothing here can send mail to anywhere else.
    var master: String {
        """
        127.0.0.1:\(port) inet n - n - - smtpd
        127.0.0.1:\(tlsPort) inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
        pickup unix n - n 60 1 pickup
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        tlsmgr unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        verify unix - - n - 1 verify
        proxymap unix - - n - - proxymap
        anvil unix - - n - 1 anvil
        error unix - - n - - error
        retry unix - - n - - error
        virtual unix - n n - - virtual
        postlog unix-dgram n - n - 1 postlogd

        """
    }

    var refused: String { Self.table(options.refused) }
    var mailboxes: String { Self.table(options.mailboxes.mapValues { "\($0)/" }) }
    var transports: String { options.undeliverable.map { "\($0) error:5.1.6 has moved away\n" }.joined() }

    static func table(_ values: [String: String]) -> String { values.map { "\($0) \($1)\n" }.joined() }
}
