import Foundation
import Testing

@testable import Store

struct SalvagedRecordTests {
    /// A database of pages of 512 octets: a head, a page of a hundred cells that are all one record, and a page that it goes on in, which
    /// goes on in itself.
    private func image(recordSize: Int) throws -> DatabaseImage {
        var head = [UInt8](repeating: 0, count: 512)
        head.replaceSubrange(0..<16, with: DatabaseImage.magic)
        head.replaceSubrange(16..<18, with: [2, 0])
        var leaf = [UInt8](repeating: 0, count: 512)
        let cells = 100
        let cell = 8 + 2 * cells
        leaf.replaceSubrange(0..<7, with: [0x0D, 0, 0, 0, UInt8(cells), 0, UInt8(cell)])
        for index in 0..<cells { leaf[9 + 2 * index] = UInt8(cell) }
        let size = [UInt8(recordSize >> 21 & 0x7F | 0x80), UInt8(recordSize >> 14 & 0x7F | 0x80), UInt8(recordSize >> 7 & 0x7F | 0x80), UInt8(recordSize & 0x7F)]
        leaf.replaceSubrange(cell..<cell + 5, with: size + [1])
        // What stands in the page itself (sqlite.org/fileformat2.html §1.6), and the number of the page behind it.
        let least = (512 - 12) * 32 / 255 - 23
        let wanted = least + (recordSize - least) % (512 - 4)
        let link = cell + 5 + (wanted <= 512 - 35 ? wanted : least)
        leaf[link + 3] = 3
        var rest = [UInt8](repeating: 0, count: 512)
        rest[3] = 3
        let path = NSTemporaryDirectory() + "salvaged-\(UUID().uuidString)"
        try Data(head + leaf + rest).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try #require(try DatabaseImage(path: path, log: nil))
    }

    @Test func aRecordThatIsLongerThanItsFileIsNone() throws {
        let image = try image(recordSize: 60 << 20)
        var count = 0
        #expect(!SalvagedRecord.each(in: image, page: 2) { _ in count += 1 })
        #expect(count == 0 && image.continuations.isEmpty)
    }

    @Test func aRecordThatGoesOnInItselfIsReadToItsLength() throws {
        let image = try image(recordSize: 1500)
        #expect(!SalvagedRecord.each(in: image, page: 2) { _ in })
        #expect(image.continuations == [3])
    }
}
