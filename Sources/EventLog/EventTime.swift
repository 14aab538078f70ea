internal import Glibc

/// Points of time as nanoseconds since 1970, and how they are written.
public enum EventTime {
    /// The system's time.
    public static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// `2026-11-23 22:40:11`, in local time.
    static func local(_ nanoseconds: Int64) -> String {
        var seconds = time_t(nanoseconds / 1_000_000_000)
        var parts = tm()
        localtime_r(&seconds, &parts)
        return day(parts) + " " + clock(parts)
    }

    /// `2026-11-23T22:40:11.052Z` (RFC 3339 §5.6).
    static func universal(_ nanoseconds: Int64) -> String {
        var seconds = time_t(nanoseconds / 1_000_000_000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        return day(parts) + "T" + clock(parts) + "." + padded(Int32(nanoseconds / 1_000_000 % 1000), 3) + "Z"
    }

    private static func day(_ parts: tm) -> String {
        padded(parts.tm_year + 1900, 4) + "-" + padded(parts.tm_mon + 1, 2) + "-" + padded(parts.tm_mday, 2)
    }

    private static func clock(_ parts: tm) -> String {
        padded(parts.tm_hour, 2) + ":" + padded(parts.tm_min, 2) + ":" + padded(parts.tm_sec, 2)
    }

    private static func padded(_ number: Int32, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
