/// Runs libFuzzer on a function that takes octets and returns if all is well with them.
///
/// libFuzzer brings a `main` of its own, which SwiftPM, with one for each executable, has no place for: so its driver is called.
public enum Fuzz {
    /// What libFuzzer calls for each input; it returns 0.
    public typealias Target = @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt

    /// Reads the command line as libFuzzer does. Does not return before it is done.
    public static func run(_ target: Target) {
        var count = CommandLine.argc
        var arguments = CommandLine.unsafeArgv
        _ = withUnsafeMutablePointer(to: &arguments) { runDriver(&count, UnsafeMutableRawPointer($0), target) }
    }

    /// A copy of one input.
    public static func octets(_ start: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
        Array(UnsafeBufferPointer(start: start, count: start == nil ? 0 : count))
    }
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(_ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutableRawPointer, _ target: Fuzz.Target) -> CInt

/// What libFuzzer's own `main` calls: that is linked in by some linkers, and never runs.
@_cdecl("LLVMFuzzerTestOneInput")
public func unusedTarget(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt { 0 }
