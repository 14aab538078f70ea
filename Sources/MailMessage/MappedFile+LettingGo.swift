import Glibc

extension MappedFile {
    /// Octets that are read between two calls of ``letGo(_:)``.
    static let stretch = 4 << 20

    /// Octets that the system may map at once, of a file too.
    private static let hugePage: UInt = 2 << 20

    /// Tells the system that the whole pages of a range are not needed for now, so that a large file that is read once does not
    /// stay in this process' memory. They come back by themselves when they are read again, and with them all of the huge page that
    /// the system may have put them into: so a range begins with the huge page that it begins in.
    func letGo(_ range: Range<Int>) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        guard let base, page > 0 else { return }
        let range = range.clamped(to: 0..<count)
        let address = UInt(bitPattern: base) + UInt(range.lowerBound)
        let start = max(0, range.lowerBound - Int(address % Self.hugePage))
        // The last page of a file is never whole.
        let end = range.upperBound == count ? count : range.upperBound / page * page
        guard start < end else { return }
        madvise(UnsafeMutableRawPointer(mutating: base + start), end - start, MADV_DONTNEED)
    }
}
