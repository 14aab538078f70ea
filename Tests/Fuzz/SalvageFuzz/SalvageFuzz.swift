import Fuzzing
import Glibc

@testable import Store

/// A database file, or a write-ahead log and a database file, as one finds them on a damaged disk: behind a first octet, which says
/// what comes, and a second, which says how many pages of 512 octets the log has.
///
/// The log's checksums are made to hold if the first octet says so, since nothing would be read of it otherwise.
@main
enum SalvageFuzz {
    static func main() {
        Fuzz.run { start, count in
            let input = Fuzz.octets(start, count)
            guard count > 2, input.count < 1 << 18 else { return 0 }
            var log: WriteAheadLog?
            var database = Array(input[2...])
            if input[0] & 1 == 1 {
                let length = min(database.count, 32 + Int(input[1]) * (24 + 512))
                var octets = Array(database[..<length])
                database.removeFirst(length)
                if input[0] & 2 == 2 { SalvageFuzz.seal(&octets) }
                let read = WriteAheadLog(octets: octets)
                precondition(read.pages.values.allSatisfy { $0 >= 56 && $0 + read.pageSize <= octets.count })
                log = read
            }
            SalvageFuzz.read(database, log)
            return 0
        }
    }

    private static func read(_ octets: [UInt8], _ log: WriteAheadLog?) {
        guard let stream = tmpfile() else { return }
        defer { fclose(stream) }
        let file = fileno(stream)
        precondition(octets.isEmpty || write(file, octets, octets.count) == octets.count)
        guard let image = try? DatabaseImage(path: "/proc/self/fd/\(file)", log: log) else { return }
        precondition(image.pageSize >= 512 && image.pageSize <= 65536 && image.usable > 0 && image.usable <= image.pageSize)
        _ = image.freePages()
        for number in 0...min(image.count, 1000) {
            SalvagedRecord.each(in: image, page: number) { record in
                precondition(record.values.count <= 64)
                guard let table = SalvagedTable.table(of: record) else { return }
                _ = table.arguments(record)
            }
        }
        precondition(image.continuations.allSatisfy { $0 >= 1 && $0 <= image.count })
    }

    /// Makes the checksums of a log hold (sqlite.org/fileformat2.html §4.1).
    private static func seal(_ log: inout [UInt8]) {
        guard log.count >= 32 else { return }
        log.replaceSubrange(0..<12, with: [0x37, 0x7F, 0x06, 0x83, 0, 0x2D, 0xE2, 0x18, 0, 0, 2, 0])
        var sum = (first: UInt32(0), second: UInt32(0))
        func add(_ range: Range<Int>) {
            for offset in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
                sum.first &+= word(log, offset) &+ sum.second
                sum.second &+= word(log, offset + 4) &+ sum.first
            }
        }
        add(0..<24)
        put(sum.first, in: &log, 24)
        put(sum.second, in: &log, 28)
        var offset = 32
        while offset + 536 <= log.count {
            log.replaceSubrange(offset + 8..<offset + 16, with: log[16..<24])
            add(offset..<offset + 8)
            add(offset + 24..<offset + 536)
            put(sum.first, in: &log, offset + 16)
            put(sum.second, in: &log, offset + 20)
            offset += 536
        }
    }

    private static func word(_ octets: [UInt8], _ offset: Int) -> UInt32 { octets[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) } }

    private static func put(_ value: UInt32, in octets: inout [UInt8], _ offset: Int) {
        octets.replaceSubrange(offset..<offset + 4, with: [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) })
    }
}
