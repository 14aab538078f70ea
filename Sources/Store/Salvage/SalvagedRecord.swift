import Foundation
import GRDB

/// One record of a page (sqlite.org/fileformat2.html §2): its key in the table, and its values.
struct SalvagedRecord {
    /// Nil for entries of indexes, and of tables that are one.
    let rowID: Int64?
    let values: [DatabaseValue]

    /// Octets of one record that are believed.
    private static let largest = 64 << 20

    /// Calls `body` with each record that a page holds, if it is a page of records; returns false if it is none, or some did not hold.
    @discardableResult
    static func each(in image: DatabaseImage, page number: UInt32, _ body: (SalvagedRecord) throws -> Void) rethrows -> Bool {
        guard let page = image.page(number) else { return false }
        let start = number == 1 ? 100 : 0
        let type = page[start]
        guard [0x02, 0x05, 0x0A, 0x0D].contains(type) else { return false }
        let cells = Int(page[start + 3]) << 8 | Int(page[start + 4])
        let pointers = start + (type < 0x0A ? 12 : 8)
        guard pointers + 2 * cells <= image.usable, hasHeader(page, at: start, behind: pointers + 2 * cells, in: image) else { return false }
        // A page within a table: keys and no records.
        guard type != 0x05 else { return true }
        var isWhole = true
        for cell in 0..<cells {
            let offset = Int(page[pointers + 2 * cell]) << 8 | Int(page[pointers + 2 * cell + 1])
            guard offset >= pointers + 2 * cells, let record = record(in: image, page, at: offset, type) else {
                isWhole = false
                continue
            }
            try body(record)
        }
        return isWhole
    }

    /// Whether the numbers at the beginning of a page can be true: noise that happens to begin like a page is none.
    private static func hasHeader(_ page: [UInt8], at start: Int, behind end: Int, in image: DatabaseImage) -> Bool {
        let freeBlock = Int(page[start + 1]) << 8 | Int(page[start + 2])
        let stated = Int(page[start + 5]) << 8 | Int(page[start + 6])
        let content = stated == 0 ? 65536 : stated
        guard (end...image.usable).contains(content), freeBlock == 0 || (end..<image.usable).contains(freeBlock), page[start + 7] <= 60 else {
            return false
        }
        guard page[start] < 0x0A else { return page[start + 3] | page[start + 4] != 0 || content == image.usable }
        return (1...image.count).contains(DatabaseImage.number(page, start + 8))
    }

    private static func record(in image: DatabaseImage, _ page: [UInt8], at cell: Int, _ type: UInt8) -> SalvagedRecord? {
        var reader = Reader(octets: page, offset: type == 0x02 ? cell + 4 : cell, end: image.usable)
        // A record is no longer than all pages together.
        guard let size = reader.varint(), size >= 0, size <= largest, size <= Int64(image.count) * Int64(image.usable) else { return nil }
        var rowID: Int64?
        if type == 0x0D {
            guard let id = reader.varint() else { return nil }
            rowID = id
        }
        let total = Int(size)
        let most = type == 0x0D ? image.usable - 35 : (image.usable - 12) * 64 / 255 - 23
        var payload: [UInt8]
        if total <= most {
            guard let all = reader.take(total) else { return nil }
            payload = all
        } else {
            let least = (image.usable - 12) * 32 / 255 - 23
            let wanted = least + (total - least) % (image.usable - 4)
            guard let local = reader.take(wanted <= most ? wanted : least), let next = reader.take(4) else { return nil }
            payload = local
            guard follow(DatabaseImage.number(next, 0), in: image, total, &payload) else { return nil }
        }
        guard let values = values(payload) else { return nil }
        return SalvagedRecord(rowID: rowID, values: values)
    }

    /// The rest of a long record, in a chain of pages.
    private static func follow(_ first: UInt32, in image: DatabaseImage, _ total: Int, _ payload: inout [UInt8]) -> Bool {
        var next = first
        while payload.count < total {
            guard next >= 1, next <= image.count, let page = image.page(next) else { return false }
            image.noteContinuation(next)
            payload += page[4..<min(image.usable, 4 + total - payload.count)]
            next = DatabaseImage.number(page, 0)
        }
        return true
    }

    private static func values(_ payload: [UInt8]) -> [DatabaseValue]? {
        var header = Reader(octets: payload, offset: 0, end: payload.count)
        guard let count = header.varint(), count >= 1, count <= payload.count else { return nil }
        header.end = Int(count)
        var body = Reader(octets: payload, offset: Int(count), end: payload.count)
        var values: [DatabaseValue] = []
        while header.offset < header.end {
            guard let type = header.varint(), values.count < 64, let value = value(type, &body) else { return nil }
            values.append(value)
        }
        return body.offset == body.end ? values : nil
    }

    private static func value(_ type: Int64, _ body: inout Reader) -> DatabaseValue? {
        switch type {
        case 0: return .null
        case 1...6:
            guard let octets = body.take([1, 2, 3, 4, 6, 8][Int(type) - 1]), let first = octets.first else { return nil }
            return octets.dropFirst().reduce(Int64(Int8(bitPattern: first))) { $0 << 8 | Int64($1) }.databaseValue
        case 7:
            guard let octets = body.take(8) else { return nil }
            return Double(bitPattern: octets.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }).databaseValue
        case 8: return Int64(0).databaseValue
        case 9: return Int64(1).databaseValue
        case 12...:
            let count = (type - 12) / 2
            guard count <= Int64(largest), let octets = body.take(Int(count)) else { return nil }
            if type % 2 == 0 { return Data(octets).databaseValue }
            guard let text = String(validating: octets, as: UTF8.self) else { return nil }
            return text.databaseValue
        default: return nil
        }
    }

    private struct Reader {
        let octets: [UInt8]
        var offset: Int
        var end: Int

        /// Big-endian in groups of seven bits, the ninth octet whole.
        mutating func varint() -> Int64? {
            var value: UInt64 = 0
            for position in 0..<9 {
                guard offset < end else { return nil }
                let octet = octets[offset]
                offset += 1
                if position == 8 { return Int64(bitPattern: value << 8 | UInt64(octet)) }
                value = value << 7 | UInt64(octet & 0x7F)
                if octet < 0x80 { return Int64(bitPattern: value) }
            }
            return nil
        }

        mutating func take(_ count: Int) -> [UInt8]? {
            guard count >= 0, count <= end - offset else { return nil }
            defer { offset += count }
            return Array(octets[offset..<offset + count])
        }
    }
}
