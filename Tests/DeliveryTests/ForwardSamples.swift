import Delivery
import Foundation
import MailMessage

/// A composer whose key and clock never change, so that what it makes can be written down.
enum ForwardSamples {
    static let key = [UInt8](0..<32)
    /// Mon, 02 Nov 2026 09:12:00 +0000
    static let decidedAt = Date(timeIntervalSince1970: 1_793_610_720)

    static func composer(
        _ form: ForwardComposer.Form, from: String? = "ann@example.org", accountAddress: String? = "ann@home.example"
    ) throws -> ForwardComposer {
        ForwardComposer(
            form: form, from: from, account: "home", accountAddress: accountAddress, hostName: "host.example", guard: try LoopGuard(key: key))
    }

    static func compose(
        _ octets: [UInt8], as form: ForwardComposer.Form = .resent, from: String? = "ann@example.org",
        accountAddress: String? = "ann@home.example", to recipient: String = "bo@example.net", effect: Int64 = 7
    ) throws -> ForwardedMessage {
        try composer(form, from: from, accountAddress: accountAddress)
            .compose(Octets(octets), to: recipient, effect: effect, decidedAt: decidedAt)
    }

    static func compose(_ text: String, as form: ForwardComposer.Form = .resent, to recipient: String = "bo@example.net") throws -> ForwardedMessage {
        try compose(Array(text.utf8), as: form, to: recipient)
    }

    /// Each CRLF, CR and LF made a CRLF.
    static func lines(_ octets: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        for (index, octet) in octets.enumerated() {
            if octet == 0x0A, index > 0, octets[index - 1] == 0x0D { continue }
            if octet == 0x0A || octet == 0x0D { out += [0x0D, 0x0A] } else { out.append(octet) }
        }
        return out
    }

    /// Mail of every make that a test goes through.
    static let ordinary = """
        Return-Path: <cy@example.com>
        Received: from mx.example.com by mail.example.org; Mon, 2 Nov 2026 09:10:00 +0000
        From: Cy <cy@example.com>
        To: ann@example.org
        Subject: Plums
        Date: Mon, 2 Nov 2026 09:09:00 +0000
        Message-ID: <1@example.com>

        Dear Ann,

        .they are ripe.

        """
}

extension ForwardedMessage {
    /// The pieces as one.
    var whole: [UInt8] { Array(pieces.joined()) }
    var text: String { String(decoding: whole, as: UTF8.self) }

    /// As it goes over the line: each CRLF, CR and LF is a CRLF, and there is one at the end.
    var onTheLine: [UInt8] {
        let lines = ForwardSamples.lines(whole)
        return lines.suffix(2).elementsEqual([0x0D, 0x0A]) ? lines : lines + [0x0D, 0x0A]
    }
}
