struct GoldenDiagnostic: Sendable {
    let name: String
    let text: String
    let shown: String
}

let goldenDiagnostics: [GoldenDiagnostic] = [
    GoldenDiagnostic(
        name: "unknown keys",
        text: """
            [account.work]
            [accounts.work]
            server = "pop.example.org"
            user = "ann"
            pasword-file = "x"
            colour = "red"
            folders = "local"
            [folders.local]
            maildir = "~/Mail"
            """,
        shown: """
            error[C004]: unknown table or key "account"
              DIR/postroom.toml:1:2
                1 | [account.work]
                  |  ^^^^^^^ did you mean "accounts"?

            error[C007]: [accounts.work] has no "host"
              DIR/postroom.toml:2:11
                2 | [accounts.work]
                  |           ^^^^ "host" is missing here
              help: write host = "pop.example.org"

            error[C007]: [accounts.work] has no "password-command"
              DIR/postroom.toml:2:11
                2 | [accounts.work]
                  |           ^^^^ "password-command" is missing here
              help: write password-command = ["pass", "show", "mail/work"], or password-file or password-credential

            error[C004]: unknown key "server" in [accounts.work]
              DIR/postroom.toml:3:1
                3 | server = "pop.example.org"
                  | ^^^^^^ did you mean "host"?

            error[C004]: unknown key "pasword-file" in [accounts.work]
              DIR/postroom.toml:5:1
                5 | pasword-file = "*"
                  | ^^^^^^^^^^^^ did you mean "password-file"?

            error[C004]: unknown key "colour" in [accounts.work]
              DIR/postroom.toml:6:1
                6 | colour = "red"
                  | ^^^^^^ nothing of this name is known here
              help: known here: host, tls, port, ca-file, allow-plaintext, password-command, password-file, password-credential, password, user, auth, poll, after, rules, folders, inbox, forward, create-folders, timezone, envelope-to, addresses, trusted-authserv-ids, max-size, forward-as, forwards-per-hour
            """),
    GoldenDiagnostic(
        name: "wrong types",
        text: """
            [accounts.work]
            host = 12
            port = "995"
            user = ["ann"]
            password-command = "pass show mail/work"
            poll = 120
            rules = "personal.rules"
            create-folders = "yes"
            folders = "local"
            [folders]
            local = "~/Mail"
            """,
        shown: """
            error[C005]: "host" must be a string, not a number
              DIR/postroom.toml:2:8
                2 | host = 12
                  |        ^^ a string is expected
              help: write host = "pop.example.org"

            error[C005]: "port" must be a number, not a string
              DIR/postroom.toml:3:8
                3 | port = "995"
                  |        ^^^^^ a number is expected
              help: write port = 995

            error[C005]: "user" must be a string, not an array
              DIR/postroom.toml:4:8
                4 | user = ["ann"]
                  |        ^^^^^^^ a string is expected
              help: write user = "ann"

            error[C005]: "password-command" must be an array of strings, not a string
              DIR/postroom.toml:5:20
                5 | password-command = "pass show mail/work"
                  |                    ^^^^^^^^^^^^^^^^^^^^^ the program and each argument on its own
              help: write password-command = ["pass", "show", "mail/work"]; no shell runs it

            error[C005]: "poll" must be a duration, not a number
              DIR/postroom.toml:6:8
                6 | poll = 120
                  |        ^^^ of what unit?
              help: write poll = "120s" for seconds; the units are s, m, h, d and w

            error[C005]: "rules" must be an array of strings, not a string
              DIR/postroom.toml:7:9
                7 | rules = "personal.rules"
                  |         ^^^^^^^^^^^^^^^^ an array of strings is expected
              help: write rules = ["personal.rules"]

            error[C005]: "create-folders" must be true or false, not a string
              DIR/postroom.toml:8:18
                8 | create-folders = "yes"
                  |                  ^^^^^ true or false is expected
              help: write create-folders = true

            error[C005]: [folders] holds tables with a name, and no keys of its own
              DIR/postroom.toml:11:1
               11 | local = "~/Mail"
                  | ^^^^^ stands outside of any [folders.NAME]
              help: write [folders.local] above it
            """),
    GoldenDiagnostic(
        name: "wrong values",
        text: """
            [accounts.work]
            host = "pop.example.org:995"
            tls = "ssl"
            port = 99999
            user = ""
            password-credential = "a/b"
            auth = "scram-sha256"
            poll = "2 minutes"
            after = "delete after two weeks"
            timezone = "Europe/Pariss"
            addresses = ["ann@example.org", "Ann"]
            folders = "local"
            max-size = "20M"
            [folders.local]
            maildir = "~bo/Mail"
            layout = "maildir"
            """,
        shown: """
            error[C006]: "host" must be a name or an address alone
              DIR/postroom.toml:2:8
                2 | host = "pop.example.org:995"
                  |        ^^^^^^^^^^^^^^^^^^^^^ the port has a key of its own
              help: write host = "pop.example.org" and port = 995

            error[C006]: "ssl" is no value for "tls"
              DIR/postroom.toml:3:7
                3 | tls = "ssl"
                  |       ^^^^^ did you mean "implicit"?
              help: write one of "implicit", "starttls", "none"

            error[C006]: "port" is out of bounds
              DIR/postroom.toml:4:8
                4 | port = 99999
                  |        ^^^^^ 1 to 65535 is possible
              help: write port = 995

            error[C006]: "user" is empty
              DIR/postroom.toml:5:8
                5 | user = ""
                  |        ^^ something must stand here
              help: write user = "ann"

            error[C006]: "password-credential" is the name of a credential, not a path
              DIR/postroom.toml:6:23
                6 | password-credential = "a/b"
                  |                       ^^^^^ a name without / is expected
              help: for a path write password-file

            error[C006]: "scram-sha256" is no value for "auth"
              DIR/postroom.toml:7:8
                7 | auth = "scram-sha256"
                  |        ^^^^^^^^^^^^^^ did you mean "scram-sha-256"?
              help: write one of "auto", "plain", "login", "cram-md5", "scram-sha-1", "scram-sha-256", "apop", "user"

            error[C006]: "poll" is not a duration
              DIR/postroom.toml:8:8
                8 | poll = "2 minutes"
                  |        ^^^^^^^^^^^ a number and one of s, m, h, d, w is expected
              help: write poll = "2m"

            error[C006]: "delete after two weeks" is no value for "after"
              DIR/postroom.toml:9:9
                9 | after = "delete after two weeks"
                  |         ^^^^^^^^^^^^^^^^^^^^^^^^ not known
              help: write "keep", "delete" or "delete after 14d"

            error[C006]: "Europe/Pariss" is no time zone that this system knows
              DIR/postroom.toml:10:12
               10 | timezone = "Europe/Pariss"
                  |            ^^^^^^^^^^^^^^^ not known
              help: write an IANA name such as "Europe/Paris"

            error[C006]: "Ann" is no mail address
              DIR/postroom.toml:11:33
               11 | addresses = ["ann@example.org", "Ann"]
                  |                                 ^^^^^ no address
              help: write it bare, as in "ann@example.org"

            error[C006]: "max-size" is not a size
              DIR/postroom.toml:13:12
               13 | max-size = "20M"
                  |            ^^^^^ a number and KB, MB, GB or TB is expected
              help: write max-size = "50MB"

            error[C006]: another person's home can't be named by ~
              DIR/postroom.toml:15:11
               15 | maildir = "~bo/Mail"
                  |           ^^^^^^^^^^ only ~/ is known
              help: write the whole path

            error[C006]: "maildir" is no value for "layout"
              DIR/postroom.toml:16:10
               16 | layout = "maildir"
                  |          ^^^^^^^^^ did you mean "maildir++"?
              help: write one of "maildir++", "directories"
            """),
    GoldenDiagnostic(
        name: "missing keys",
        text: """
            [accounts.work]
            [folders.local]
            [smtp.out]
            user = "ann"
            """,
        shown: """
            error[C007]: [accounts.work] has no "host"
              DIR/postroom.toml:1:11
                1 | [accounts.work]
                  |           ^^^^ "host" is missing here
              help: write host = "pop.example.org"

            error[C007]: [accounts.work] has no "user"
              DIR/postroom.toml:1:11
                1 | [accounts.work]
                  |           ^^^^ "user" is missing here
              help: write user = "ann", the name you log in with

            error[C007]: [accounts.work] has no "password-command"
              DIR/postroom.toml:1:11
                1 | [accounts.work]
                  |           ^^^^ "password-command" is missing here
              help: write password-command = ["pass", "show", "mail/work"], or password-file or password-credential

            error[C007]: [accounts.work] has no "folders"
              DIR/postroom.toml:1:11
                1 | [accounts.work]
                  |           ^^^^ "folders" is missing here
              help: write folders = "local"

            error[C007]: [folders.local] has no "maildir"
              DIR/postroom.toml:2:10
                2 | [folders.local]
                  |          ^^^^^ "maildir" is missing here
              help: write maildir = "~/Mail"

            error[C007]: [smtp.out] has no "host"
              DIR/postroom.toml:3:7
                3 | [smtp.out]
                  |       ^^^ "host" is missing here
              help: write host = "smtp.example.org"

            error[C007]: [smtp.out] has no "password-command"
              DIR/postroom.toml:3:7
                3 | [smtp.out]
                  |       ^^^ "password-command" is missing here
              help: write password-command = ["pass", "show", "mail/out"], or password-file or password-credential
            """),
    GoldenDiagnostic(
        name: "conflicts",
        text: """
            [accounts.work]
            host = "pop.example.org"
            user = "ann"
            password-command = ["pass", "show", "mail/work"]
            password-credential = "work"
            folders = "local"
            [folders.local]
            maildir = "~/Mail"
            mbox = "~/mbox"
            """,
        shown: """
            error[C008]: "password-credential" is a second source of the password
              DIR/postroom.toml:5:1
                5 | password-credential = "work"
                  | ^^^^^^^^^^^^^^^^^^^ one too many
              DIR/postroom.toml:4:1
                4 | password-command = ["pass", "show", "mail/work"]
                  | ^^^^^^^^^^^^^^^^ first given here
              help: keep one of them

            error[C008]: [folders.local] is both a Maildir and mbox files
              DIR/postroom.toml:9:1
                9 | mbox = "~/mbox"
                  | ^^^^ one too many
              DIR/postroom.toml:8:1
                8 | maildir = "~/Mail"
                  | ^^^^^^^ first given here
              help: keep one of them; the other can have a [folders.NAME] of its own
            """),
    GoldenDiagnostic(
        name: "plaintext",
        text: """
            [accounts.work]
            host = "pop.example.org"
            tls = "none"
            user = "ann"
            password-credential = "work"
            auth = "apop"
            folders = "local"
            [folders.local]
            maildir = "~/Mail"
            """,
        shown: """
            error[C009]: the password and all mail would travel unencrypted to pop.example.org
              DIR/postroom.toml:3:7
                3 | tls = "none"
                  |       ^^^^^^ no encryption
              help: write tls = "implicit" or tls = "starttls"; if it must be, add allow-plaintext = true

            error[C008]: APOP without TLS gives the password away to anyone on the line
              DIR/postroom.toml:6:8
                6 | auth = "apop"
                  |        ^^^^^^ used inside TLS only
              help: write tls = "implicit", or auth = "scram-sha-256"
            """),
    GoldenDiagnostic(
        name: "undefined references",
        text: """
            [accounts.work]
            host = "pop.example.org"
            user = "ann"
            password-credential = "work"
            folders = "lokal"
            forward = "submission"
            [folders.local]
            maildir = "~/Mail"
            """,
        shown: """
            error[C010]: there is no [folders.lokal]
              DIR/postroom.toml:5:11
                5 | folders = "lokal"
                  |           ^^^^^^^ did you mean "local"?
              help: write a table [folders.lokal] with maildir = "~/Mail"; defined are: local

            error[C010]: there is no [smtp.submission]
              DIR/postroom.toml:6:11
                6 | forward = "submission"
                  |           ^^^^^^^^^^^^ not defined
              help: write a table [smtp.submission] with host = "smtp.example.org"
            """),
    GoldenDiagnostic(
        name: "missing files",
        text: """
            [accounts.work]
            host = "pop.example.org"
            ca-file = "ca.pem"
            user = "ann"
            password-file = "~/secret"
            rules = ["Rules/personal.rules", "Rules/té\\tam.rules"]
            folders = "local"
            [folders.local]
            maildir = "~/Mail"
            """,
        shown: """
            error[C011]: there is no certificate file DIR/ca.pem
              DIR/postroom.toml:3:11
                3 | ca-file = "ca.pem"
                  |           ^^^^^^^^ not found
              help: paths begin at the configuration's directory, unless they begin with / or ~/

            error[C011]: there is no password file DIR/secret
              DIR/postroom.toml:5:17
                5 | password-file = "~/secret"
                  |                 ^^^^^^^^^^ not found
              help: paths begin at the configuration's directory, unless they begin with / or ~/

            error[C011]: there is no rule file DIR/Rules/personal.rules
              DIR/postroom.toml:6:10
                6 | rules = ["Rules/personal.rules", "Rules/té\\tam.rules"]
                  |          ^^^^^^^^^^^^^^^^^^^^^^ not found
              help: paths begin at the configuration's directory; `postroom init` writes starter rules

            error[C006]: "rules" contains a line end or another control character
              DIR/postroom.toml:6:34
                6 | rules = ["Rules/personal.rules", "Rules/té\\tam.rules"]
                  |                                  ^^^^^^^^^^^^^^^^^^^^ text on one line is expected
            """),
    GoldenDiagnostic(
        name: "a secret that others can read",
        text: """
            [accounts.work]
            host = "pop.example.org"
            user = "ann"
            password = "hunter2"   # changed in May
            folders = "local"
            [folders.local]
            maildir = "~/Mail"
            """,
        shown: """
            error[C012]: others can read this file, and there is a password in it
              DIR/postroom.toml:4:1
                4 | password = "*******"   # changed in May
                  | ^^^^^^^^ the password
              help: run chmod 600 DIR/postroom.toml
            """),
    GoldenDiagnostic(
        name: "forwards",
        text: """
            [accounts.work]
            host = "pop.example.org"
            user = "ann"
            password-credential = "work"
            folders = "local"
            forward = "submission"
            forward-as = "attachment"
            forwards-per-hour = 0
            [accounts.home]
            host = "pop.example.org"
            user = "ann"
            password-credential = "home"
            folders = "local"
            forward-as = "attached"
            forwards-per-hour = "many"
            [folders.local]
            maildir = "~/Mail"
            [smtp.submission]
            host = "smtp.example.org"
            in-doubt = "retry"
            give-up-after = 5
            helo = "mail example"
            [limits]
            received = 0
            """,
        shown: """
            error[C008]: forwards as attachments need an address that they come from
              DIR/postroom.toml:7:14
                7 | forward-as = "attachment"
                  |              ^^^^^^^^^^^^ [smtp.submission] has no "from"
              help: write from = "ann@example.org" in [smtp.submission], or forward-as = "resent"

            error[C006]: "forwards-per-hour" is out of bounds
              DIR/postroom.toml:8:21
                8 | forwards-per-hour = 0
                  |                     ^ 1 to 1000000 is possible
              help: write forwards-per-hour = 2000

            error[C006]: "attached" is no value for "forward-as"
              DIR/postroom.toml:14:14
               14 | forward-as = "attached"
                  |              ^^^^^^^^^^ did you mean "attachment"?
              help: write one of "resent", "attachment"

            error[C005]: "forwards-per-hour" must be a number, not a string
              DIR/postroom.toml:15:21
               15 | forwards-per-hour = "many"
                  |                     ^^^^^^ a number is expected
              help: write forwards-per-hour = 2000

            error[C006]: "retry" is no value for "in-doubt"
              DIR/postroom.toml:20:12
               20 | in-doubt = "retry"
                  |            ^^^^^^^ did you mean "resend"?
              help: write one of "resend", "park"

            error[C005]: "give-up-after" must be a duration, not a number
              DIR/postroom.toml:21:17
               21 | give-up-after = 5
                  |                 ^ of what unit?
              help: write give-up-after = "5s" for seconds; the units are s, m, h, d and w

            error[C006]: "helo" must be the name of a host, or an address in brackets
              DIR/postroom.toml:22:8
               22 | helo = "mail example"
                  |        ^^^^^^^^^^^^^^ not the name of a host
              help: write helo = "mail.example.org" or "[192.0.2.1]"

            error[C006]: "received" is out of bounds
              DIR/postroom.toml:24:12
               24 | received = 0
                  |            ^ 1 to 1000 is possible
              help: write received = 50
            """),
    GoldenDiagnostic(
        name: "no TOML",
        text: """
            [accounts.work]
            host = "pop.example.org"
            user = ann
            """,
        shown: """
            error[C003]: not valid TOML
              DIR/postroom.toml:3:8
                3 | user = ann
                  |        ^^^ no number, date, true or false; text stands in quotes
              help: tables are written [name], strings stand in quotes; see https://toml.io
            """),
]
