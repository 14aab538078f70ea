import MailMessage
import Testing

struct ContactTests {
    private func contacts(_ text: String, type: String = "text/vcard") -> [ContactFacts] {
        Sample.message("Content-Type: \(type)\n\n\(text)\n").contacts
    }

    @Test func aContactOfTheNewestVersionIsRead() {
        let found = contacts(
            """
            BEGIN:VCARD
            VERSION:4.0
            FN;LANGUAGE=fr:Zoé\\, la vraie
            N:Durand;Zoé;;;
            ORG:Exemple\\; SA;Vente
            item1.EMAIL;TYPE=work:zoe@example.org
            EMAIL;PREF=1:mailto:zoe@
             home.example
            END:VCARD
            BEGIN:VCARD
            N:B;Bo;von;Dr.;jr.
            END:VCARD
            """)
        #expect(found.map(\.name) == ["Zoé, la vraie", "Dr. Bo von B jr."])
        #expect(found.first?.organization == "Exemple; SA")
        #expect(found.first?.addresses == ["zoe@example.org", "zoe@home.example"])
    }

    @Test func aContactOfTheOldestVersionIsRead() {
        let found = contacts(
            "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:D=C3=BC=\nrr;Ann\nEMAIL;INTERNET;PREF:ann@example.org\nEND:VCARD",
            type: "text/x-vcard")
        #expect(found.first?.name == "Ann Dürr")
        #expect(found.first?.addresses == ["ann@example.org"])
    }

    @Test func whatIsNoContactGivesNone() {
        #expect(contacts("").isEmpty)
        #expect(contacts("BEGIN:VCARD\nEND:VCARD").isEmpty)
        #expect(contacts("EMAIL:a@b").isEmpty)
        #expect(Sample.message("Subject: x\n\nBEGIN:VCARD\nFN:x\nEND:VCARD\n").contacts.isEmpty)
    }

    @Test func contactsAreBoundedAndCutAnywhere() {
        #expect(contacts(String(repeating: "BEGIN:VCARD\nFN:x\nEND:VCARD\n", count: 11_000)).count == 10_000)
        #expect(contacts("BEGIN:VCARD\n" + String(repeating: "EMAIL:a@b\n", count: 11_000)).first?.addresses.count == 10_000)
        let text = "BEGIN:VCARD\nN;ENCODING=QUOTED-PRINTABLE:a=\nb;c\nitem.EMAIL;X=\"y:z\":a@b\nEND:VCARD"
        for end in text.utf8.indices { #expect(contacts(String(decoding: text.utf8[..<end], as: UTF8.self)).count <= 1) }
    }
}
