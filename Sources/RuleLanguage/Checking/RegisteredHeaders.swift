/// Header names that are registered for mail, news and MIME (IANA, Message Headers), and a few that everybody writes.
enum RegisteredHeaders {
    /// In lower case.
    static let names = Set(spellings.map { $0.lowercased() })

    static let spellings: [String] = """
        Accept-Language Alternate-Recipient Also-Control Apparently-To Approved Archive Archived-At ARC-Authentication-Results
        ARC-Message-Signature ARC-Seal Article-Names Article-Updates Authentication-Results Auto-Submitted Autoforwarded Autosubmitted
        Base Bcc Body Cancel-Key Cancel-Lock Cc CFBL-Address CFBL-Feedback-ID Comments Content-Alternative Content-Base
        Content-Description Content-Disposition Content-Duration Content-Features Content-ID Content-Identifier Content-Language
        Content-Length Content-Location Content-MD5 Content-Return Content-Transfer-Encoding Content-Translation-Type Content-Type
        Control Conversion Conversion-With-Loss Date Date-Received Deferred-Delivery Delivered-To Delivery-Date
        Discarded-X400-IPMS-Extensions Discarded-X400-MTS-Extensions Disclose-Recipients Disposition-Notification-Options
        Disposition-Notification-To Distribution DKIM-Signature DL-Expansion-History Downgraded-Bcc Downgraded-Cc
        Downgraded-Disposition-Notification-To Downgraded-Final-Recipient Downgraded-From Downgraded-In-Reply-To Downgraded-Mail-From
        Downgraded-Message-Id Downgraded-Original-Recipient Downgraded-Rcpt-To Downgraded-References Downgraded-Reply-To
        Downgraded-Resent-Bcc Downgraded-Resent-Cc Downgraded-Resent-From Downgraded-Resent-Reply-To Downgraded-Resent-Sender
        Downgraded-Resent-To Downgraded-Return-Path Downgraded-Sender Downgraded-To EDIINT-Features Eesst-Version Encoding Encrypted
        Envelope-To Errors-To Expires Expiry-Date Feedback-ID Followup-To Form-Sub From Generate-Delivery-Report HP-Outer Importance
        In-Reply-To Incomplete-Copy Injection-Date Injection-Info Jabber-ID Keywords Language Latest-Delivery-Time Lines List-Archive
        List-Help List-ID List-Id List-Owner List-Post List-Subscribe List-Unsubscribe List-Unsubscribe-Post Mail-Followup-To
        Mail-Reply-To Mailing-List Message-Context Message-ID Message-Id Message-Type MIME-Version MMHS-Acp127-Message-Identifier
        MMHS-Authorizing-Users MMHS-Codress-Message-Indicator MMHS-Copy-Precedence MMHS-Exempted-Address
        MMHS-Extended-Authorisation-Info MMHS-Handling-Instructions MMHS-Message-Instructions MMHS-Message-Type
        MMHS-Originator-PLAD MMHS-Originator-Reference MMHS-Other-Recipients-Indicator-CC MMHS-Other-Recipients-Indicator-To
        MMHS-Primary-Precedence MMHS-Subject-Indicator-Codes MT-Priority Newsgroups NNTP-Posting-Date NNTP-Posting-Host
        NNTP-Posting-User Obsoletes Organization Original-Encoded-Information-Types Original-From Original-Message-ID
        Original-Recipient Original-Sender Original-Subject Originator-Return-Address Path PICS-Label Posting-Version Precedence
        Prevent-NonDelivery-Report Priority Privicon Received Received-SPF References Relay-Version Reply-By Reply-To
        Require-Recipient-Valid-Since Resent-Bcc Resent-Cc Resent-Date Resent-From Resent-Message-ID Resent-Reply-To Resent-Sender
        Resent-To Return-Path Return-Receipt-To See-Also Sender Sensitivity Sieve Solicitation Status Subject Summary Supersedes
        TLS-Report-Domain TLS-Report-Submitter TLS-Required To Topic Thread-Topic Thread-Index User-Agent VBR-Info Wrap-Type
        Xref X400-Content-Identifier X400-Content-Return X400-Content-Type X400-MTS-Identifier X400-Originator X400-Received
        X400-Recipients X400-Trace
        """.split(whereSeparator: \.isWhitespace).map(String.init)
}
