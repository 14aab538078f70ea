/// Configurations that several suites use.
enum ConfigurationSamples {
    /// Every key once; the paths are relative.
    static let whole = """
        # Everything that can be said.
        [state]
        directory = "state"
        max-spool = "2GB"
        min-free = 1048576
        keep-octets = "14d"

        [limits]
        message-size = "50MB"
        listing = 5000
        header-octets = "256KB"
        field-octets = "16KB"
        header-count = 500
        received = 30
        parts = 200
        depth = 20
        parameters = 50
        encoded-words = 600
        addresses = 700
        links = 80
        tnef-octets = "4MB"
        decoded-text = "2MB"
        reading-time = "9s"
        match-limit = 100000
        match-depth = 1000
        match-heap = "1MB"
        match-stack = "512KB"
        connect-timeout = "10s"
        reply-timeout = "12s"
        idle-timeout = "13s"
        message-timeout = "14m"
        password-timeout = "15s"

        [accounts.work]
        host = "pop.example.org"
        tls = "starttls"
        port = 1110
        user = "ann"
        password-command = ["pass", "show", "mail/work"]
        auth = "scram-sha-256"
        poll = "5m"
        after = "delete after 14d"
        rules = ["one.rules", "two.rules"]
        folders = "local"
        inbox = "Work"
        forward = "submission"
        create-folders = false
        timezone = "Europe/Paris"
        envelope-to = "X-Original-To"
        addresses = ["ann@example.org", "info@example.org"]
        trusted-authserv-ids = ["mx.example.org"]
        max-size = "20MB"
        forward-as = "attachment"
        forwards-per-hour = 60
        allow-plaintext = false

        [accounts.home]
        host = "localhost"
        tls = "none"
        user = "zoé"
        password-credential = "home"
        folders = "archive"

        [folders.local]
        maildir = "Mail"
        layout = "directories"

        [folders.archive]
        mbox = "$HOME/archive"

        [smtp.submission]
        host = "smtp.example.org"
        tls = "implicit"
        user = "ann"
        password-command = ["pass", "show", "mail/smtp"]
        auth = "plain"
        from = "ann@example.org"
        in-doubt = "park"
        give-up-after = "2d"
        helo = "mail.example.org"

        """

    /// The least that loads, with one account whose keys can be added to at the end.
    static let least = """
        [folders.local]
        maildir = "~/Mail"
        [accounts.a]
        host = "pop.example.org"
        user = "ann"
        folders = "local"

        """
}
