import Foundation

/// What a process holds at a moment.
struct SoakSample {
    /// Resident, in kilobytes.
    let memory: Int
    let descriptors: Int

    init(of daemon: RunningPostroom) {
        let status = (try? String(contentsOfFile: "/proc/\(daemon.process.identifier)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        memory = Int(line.filter(\.isNumber)) ?? 0
        descriptors = daemon.descriptors
    }

    /// A value in each third of the time.
    struct Thirds {
        let values: [Int]

        init(_ samples: [SoakSample], _ value: ([SoakSample]) -> Int) {
            let third = samples.count / 3
            values = [value(Array(samples[..<third])), value(Array(samples[third..<2 * third])), value(Array(samples[(2 * third)...]))]
        }

        /// The third in the middle, and the last one: the first fills caches.
        var before: Int { values[1] }
        var behind: Int { values[2] }
    }

    static func median(_ values: [Int]) -> Int { values.isEmpty ? 0 : values.sorted()[values.count / 2] }
}
