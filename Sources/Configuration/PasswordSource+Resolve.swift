public import Crypto
import Foundation
import SourceText

extension PasswordSource {
    /// Octets of output, and of standard error, that a password command may write; and octets of a password file.
    public static let maximumOutput = 64 << 10

    /// Fetches the password.
    ///
    /// A command is run from its argument vector, without a shell, with `/dev/null` as its input and nothing of ours inherited
    /// but the environment; only the first line of its output counts, without its line end. Waits on a thread of its own.
    ///
    /// - Parameters:
    ///   - environment: For `$CREDENTIALS_DIRECTORY`, and handed on to the command; nil: the process's.
    ///   - limit: For the command; it and its children are killed then.
    public func resolve(
        environment given: [String: String]? = nil, limit: Duration = .seconds(30)
    ) async throws(PasswordError) -> Secret {
        let environment = given ?? ProcessInfo.processInfo.environment
        switch self {
        case .literal(let secret):
            return secret
        case .file(let path):
            return try await Self.onOwnThread { () throws(PasswordError) in try Self.firstLine(ofFile: path, checkingMode: true) }
        case .credential(let name):
            guard let directory = environment["CREDENTIALS_DIRECTORY"], !directory.isEmpty else {
                throw .noCredentialsDirectory(name: name)
            }
            let path = directory + "/" + name
            return try await Self.onOwnThread { () throws(PasswordError) in try Self.firstLine(ofFile: path, checkingMode: false) }
        case .command(let arguments):
            return try await Self.onOwnThread { () throws(PasswordError) in
                try Self.firstLine(ofCommand: arguments, environment: environment, limit: limit)
            }
        }
    }

    private static func firstLine(
        ofCommand arguments: [String], environment: [String: String], limit: Duration
    ) throws(PasswordError) -> Secret {
        let shown = DisplayText.command(arguments)
        let command = ExternalCommand(arguments: arguments, environment: environment)
        let end: ExternalCommand.End
        do {
            end = try command.run(limit: limit, maximumOutput: maximumOutput)
        } catch {
            switch error {
            case .notStarted(let reason): throw .commandNotStarted(command: shown, reason: reason)
            case .timedOut: throw .commandTimedOut(command: shown, after: limit)
            case .outputTooLong: throw .commandTalksTooMuch(command: shown)
            }
        }
        let words = DisplayText.escaped(end.standardError, maximum: 300)
        switch end.status {
        case .exited(0): break
        case .exited(let code):
            throw .commandFailed(command: shown, status: "ended with status \(code)", standardError: words)
        case .killed(let signal):
            throw .commandFailed(command: shown, status: "was ended by signal \(signal)", standardError: words)
        }
        return try secret(inFirstLineOf: end.standardOutput, from: "the password command \(shown)")
    }

    private static func firstLine(ofFile path: String, checkingMode: Bool) throws(PasswordError) -> Secret {
        let contents: FileContents
        do {
            contents = try FileContents.read(path, maximum: maximumOutput)
        } catch {
            throw .fileUnreadable(path: path, reason: error.reason)
        }
        if checkingMode, contents.isOpenToOthers { throw .fileReadableByOthers(path: path) }
        return try secret(inFirstLineOf: contents.octets, from: "the password file \(path)")
    }

    private static func secret(inFirstLineOf octets: [UInt8], from source: String) throws(PasswordError) -> Secret {
        var line = octets.prefix { $0 != UInt8(ascii: "\n") }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        guard !line.isEmpty else { throw .noPassword(from: source) }
        return Secret(String(decoding: line, as: UTF8.self))
    }

    /// Runs what blocks on a thread made for it, so that neither Swift's pool nor Dispatch's waits for a slow command.
    private static func onOwnThread(
        _ work: @escaping @Sendable () throws(PasswordError) -> Secret
    ) async throws(PasswordError) -> Secret {
        let result: Result<Secret, PasswordError> = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                do throws(PasswordError) {
                    continuation.resume(returning: .success(try work()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }
}
