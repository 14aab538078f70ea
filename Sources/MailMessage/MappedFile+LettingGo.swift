import Glibc

extension MappedFile {
    /// Octets that are read between two calls of ``letGo(_:)``.
    static let stretch = 4 << 20

    /// Tells the system that the whole pages of a range are not needed for now, so that a large file that is read once does not
    /// stay in this process' memory. They come back by themselves when they are read again.
    func letGo(_ range: Range<Int>) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        guard let base, page > 0 else { return }
        let range = range.clamped(to: 0..<count)
        let start = (range.lowerBound + page - 1) / page * page
        // The last page of a file is never whole.
        let end = range.upperBound == count ? count : range.upperBound / page * page
        guard start < end else { return }
        madvise(UnsafeMutableRawPointer(mutating: base + start), end - start, MADV_DONTNEED)
    }
}
