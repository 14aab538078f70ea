import ArgumentParser

/// What a command tells its caller, by `sysexits.h`.
enum ExitStatus {
    /// Tests failed, or a comparison found a difference.
    static let failure = ExitCode(1)
    /// EX_USAGE: the command line is wrong.
    static let usage = ExitCode(64)
    /// EX_DATAERR: rules or messages are wrong.
    static let dataError = ExitCode(65)
    /// EX_NOINPUT: a file can't be read.
    static let noInput = ExitCode(66)
    /// EX_UNAVAILABLE: an account could not be polled.
    static let unavailable = ExitCode(69)
    /// EX_SOFTWARE: a mistake of ours.
    static let software = ExitCode(70)
    /// EX_OSFILE: the ledger is damaged or gone; `postroom repair` is what helps.
    static let damaged = ExitCode(72)
    /// EX_CANTCREAT: an output file can't be made.
    static let cannotCreate = ExitCode(73)
    /// EX_IOERR: the disk refused.
    static let ioError = ExitCode(74)
    /// EX_TEMPFAIL: try again later; another postroom holds the state directory, say.
    static let temporaryFailure = ExitCode(75)
    /// EX_CONFIG: the configuration is wrong.
    static let configuration = ExitCode(78)
}
