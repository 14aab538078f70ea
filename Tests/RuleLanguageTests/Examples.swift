/// Texts that several tests read.
enum Examples {
    /// Something of everything.
    static let everything = #"""
        # A comment
        let me = ["ann@example.org", "ann@work.example"]
        let bill = /\b(invoice|facture|rechnung)\b/
        let folder-of = { "example.com": "Work", "example.net": "Friends/Net" }
        on error defer 3 then fileinto "Errors"

        rule "away" {
          when now in 2026-08-01..2026-08-15 and to.address in me and not automated
          vacation "Back on the 16th." every 7d subject "Away: ${subject ?? "your mail"}"
        }

        rule "mailing lists" {
          when list-id matches /<(?<list>[\w-]+)\./
          unless to.address in me
          fileinto "Lists/${list}"
          tag +list
        }

        rule "invoices" {
          when (subject matches bill or body contains "IBAN")
           and any attachments.filename matches "*.pdf"
          unless from.address in list("lists/blocked.txt")
          addflag "\\Flagged"
          redirect "books@example.org" copy
          fileinto "Money/${date.year}"
        }

        group "office" when from in-domain "work.example" {
          rule "big" {
            when size > 10MB and count attachments >= 2
            tag +big -"ref:1"
            continue
          }
          rule "night" shadow {
            when now in 22:00..06:00 or date.weekday in ["Sat", "Sun"]
            fileinto folder-of(from.domain) ?? "Other" create copy flags ["\\Seen"]
          }
          rule "off" disabled { discard }
        }

        rule "a pdf that lies about its type" {
          for part in parts {
            if part.type is "application/octet-stream" and part.filename matches "*.pdf" { tag +suspicious }
            else if part.size > 1.5MB { tag +large } else { removeflag "\\Flagged" }
          }
        }

        rule "twice" {
          when duplicate(message-id, within: 2d) or header("X-Spam-Score").number > -1.5
          let who = from.first.address ?? "nobody"
          addheader "X-Seen" "by ${who}" last
          deleteheader "X-Junk" matches /yes/c
          notify "mailto:ann@example.org" "From ${from.join(", ")}"
          stop
        }

        rule "rest" {
          when exists envelope.to and none to.address in me and date.age > 7d and body.raw matches /\x00/
          reject """
            Nobody here
              of this name.
            """
        }

        otherwise { keep }

        test "a French invoice is copied to the books" {
          given message {
            From: Zoé <zoe@example.net>
            Subject: =?utf-8?Q?Votre_facture_d=27=C3=A9t=C3=A9?= # not a comment }
            X-Folded: one
              two
            attachment "facture.pdf" type "application/pdf" size 10KB
            text """
              Hello
              """
          }
          given now = 2026-03-02T10:00:00+01:00
          given account = "work"
          given list("lists/blocked.txt") = ["a@example.org"]
          given seen "<1@example.org>" at 2026-03-01T10:00:00Z
          given limit match = 1000
          expect matched "invoices"
          expect fileinto "Money/2026"
          expect not tag list
          expect only { fileinto "Money/2026" redirect "books@example.org" flag "\\Flagged" }
        }
        """#

    /// A mistake in nearly every line.
    static let mistaken = #"""
        let me = ["ann@example.org"
        rule "a" {
          when subject = "x" && from.domain == 'y'
          fileinto “A”
        }
        rule "b" { when size > 3Q or date in 2026-13-01..2026-14-01  keep; }
        if subject contains "x" { keep }
        rule "c" {
          when subjct contains "abc${" or subject matches /(a+)+(/
          moveto "x"
        }
        rule "d {
          if size > 10KB { keep } elsif size > 1KB { discard }
          given message {
        """#
}
