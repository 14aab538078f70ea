/// Mailing lists and newsletters.
extension Samples {
    static let gardenersList = Sample("list, plain", """
        Return-Path: <gardeners-bounces@lists.example.net>
        Received: from lists.example.net (lists.example.net [192.0.2.17])
        \tby mx.example.org with ESMTPS id 4a1f9c for <ann@example.org>;
        \tTue, 03 Nov 2026 08:14:22 +0000
        From: Bo Lindqvist <bo@garden.example>
        To: gardeners@lists.example.net
        Subject: [gardeners] Pruning the old apple tree
        Date: Tue, 3 Nov 2026 09:14:03 +0100
        Message-ID: <20261103081403.apple@garden.example>
        List-Id: People who garden <gardeners.lists.example.net>
        List-Post: <mailto:gardeners@lists.example.net>
        List-Unsubscribe: <https://lists.example.net/gardeners/leave>
        Precedence: list
        MIME-Version: 1.0
        Content-Type: text/plain; charset=us-ascii

        Hello all,

        ours is sixty years old and carries more wood than apples. Would you
        prune now, or wait for February?

        Bo
        _______________________________________________
        gardeners mailing list
        https://lists.example.net/gardeners
        """)

    /// The very same message, delivered a second time.
    static let gardenersListAgain = Sample("list, plain, once more", WireText(octets: gardenersList.octets))

    static let foldedListName = Sample("list, encoded and folded name", """
        Return-Path: <choeur-owner@lists.example.com>
        Received: from lists.example.com (lists.example.com [192.0.2.41]) by mx.example.org;
        \tWed, 04 Nov 2026 19:02:11 +0000
        From: =?iso-8859-1?Q?H=E9l=E8ne_Roux?= <helene@voix.example>
        To: choeur@lists.example.com
        Subject: =?utf-8?B?UsOpcMOpdGl0aW9uIGRlIGpldWRp?= : nous commencerons
         =?utf-8?Q?=C3=A0_19_h_30?=
        Date: Wed, 4 Nov 2026 20:01:58 +0100
        Message-ID: <repetition.1104@voix.example>
        List-Id: =?utf-8?Q?Ch=C5=93ur_du_quartier?=
         <choeur.lists.example.com>
        Precedence: bulk
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        \(quotedPrintable: """
        Bonsoir à toutes et à tous,

        la salle n’est libre qu’à partir de 19 h 15 ; nous commencerons donc à 19 h 30. Apportez la partition du Fauré, s’il vous plaît.

        Hélène
        """)
        """)

    static let listWithoutName = Sample("list, number only", """
        Return-Path: <return-77-ann=example.org@updates.example.net>
        From: "Release robot" <robot@updates.example.net>
        To: kite-announce@updates.example.net
        Subject: kite 4.2.0 is out
        Date: Mon, 02 Nov 2026 06:00:00 +0000
        Message-ID: <kite-4.2.0@updates.example.net>
        List-Id: <kite-announce.updates.example.net>
        List-Help: <mailto:kite-announce-help@updates.example.net>
        Content-Type: text/plain

        kite 4.2.0 reads configuration twice as fast and forgets nothing.

        Changes: https://updates.example.net/kite/4.2.0
        SHA-256: 7d865e959b2466918c9863afca942d0fb89d7c9ac0c99bafc3749504ded97730
        """)

    static let quarterlyNewsletter = Sample("newsletter, HTML only", """
        Return-Path: <news@museum.example>
        From: City Museum <news@museum.example>
        To: Ann <ann@example.org>
        Subject: What is on this winter
        Date: Thu, 29 Oct 2026 10:30:00 +0000
        Message-ID: <winter-2026.88213@museum.example>
        List-Unsubscribe: <https://museum.example/leave?u=88213>, <mailto:leave@museum.example>
        List-Unsubscribe-Post: List-Unsubscribe=One-Click
        MIME-Version: 1.0
        Content-Type: text/html; charset="utf-8"
        Content-Transfer-Encoding: base64

        \(base64: """
        <!DOCTYPE html>
        <html><head><title>Winter</title><style>h1 { color: #345 }</style></head>
        <body><h1>What is on this winter</h1>
        <p>Maps of places that never were &mdash; until 28&nbsp;February.</p>
        <p>Members enter <b>free</b>. <a href="https://museum.example/winter">Read on</a></p>
        <script>countOpening()</script>
        <p style="display:none">preheader text nobody sees</p>
        </body></html>
        """)
        """)

    static let autumnNewsletter = Sample("newsletter, two forms", """
        Return-Path: <bounce+551@mode.example>
        From: =?utf-8?Q?Maison_=C3=89toffe?= <bonjour@mode.example>
        To: ann@example.org
        Subject: =?utf-8?B?8J+OiSBOb3V2ZWF1dMOpcyBk4oCZYXV0b21uZQ==?=
        Date: Sun, 25 Oct 2026 07:45:12 +0100
        Message-ID: <551.automne@mode.example>
        List-Unsubscribe: <https://mode.example/stop/551>
        MIME-Version: 1.0
        Content-Type: multipart/alternative; boundary="=_two-forms"

        --=_two-forms
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        \(quotedPrintable: """
        Nouveautés d’automne

        Des laines douces, des couleurs de forêt, et la livraison offerte dès 60 €.
        """)
        --=_two-forms
        Content-Type: text/html; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        \(quotedPrintable: """
        <html><body><h2>Nouveautés d’automne</h2><p>Des laines douces, des couleurs de forêt, et la livraison <em>offerte</em> dès 60&nbsp;€.</p></body></html>
        """)
        --=_two-forms--
        """)
}
