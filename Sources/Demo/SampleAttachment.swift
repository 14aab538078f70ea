import Foundation

/// Small files made by code, so that no binary lies in the tree.
enum SampleAttachment {
    /// A PDF of one page that shows `lines`, with a cross-reference table that is right. ASCII only.
    static func pdf(_ lines: String...) -> [UInt8] {
        let shown = lines.map { line in
            let escaped = line.replacing("\\", with: "\\\\").replacing("(", with: "\\(").replacing(")", with: "\\)")
            return "(\(escaped)) Tj T*"
        }
        let page = "BT /F1 14 Tf 18 TL 60 760 Td " + shown.joined(separator: " ") + " ET"
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            "<< /Length \(page.utf8.count) >>\nstream\n\(page)\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
        var file = "%PDF-1.4\n"
        var table = "0000000000 65535 f \n"
        for (index, object) in objects.enumerated() {
            let offset = String(file.utf8.count)
            table += String(repeating: "0", count: 10 - offset.count) + offset + " 00000 n \n"
            file += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let start = file.utf8.count
        file += "xref\n0 \(objects.count + 1)\n\(table)trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\n"
        file += "startxref\n\(start)\n%%EOF\n"
        return Array(file.utf8)
    }

    /// An archive with nothing in it: the end record alone.
    static let emptyZip: [UInt8] = [0x50, 0x4B, 0x05, 0x06] + [UInt8](repeating: 0, count: 18)

    /// A picture of one pixel.
    static let png: [UInt8] = Array(
        Data(
            base64Encoded: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        ) ?? Data()
    )

    /// A table of made-up measurements with `rows` rows, about 30 octets each.
    static func table(rows: Int) -> [UInt8] {
        var text = "time,station,temperature\r\n"
        for row in 0..<rows {
            let minute = row % 60 < 10 ? "0\(row % 60)" : "\(row % 60)"
            text += "2026-11-0\(1 + row / 60 % 9)T12:\(minute):00Z,roof-\(row % 4),\(4 + row * 7 % 13).\(row % 10)\r\n"
        }
        return Array(text.utf8)
    }
}
