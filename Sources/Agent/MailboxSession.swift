import Configuration
import Crypto
import POP3
import SASL
import Store
import Transport

/// Opens POP3 sessions as an account's configuration asks.
enum MailboxSession {
    /// Connects and signs in.
    ///
    /// - Throws: ``SessionFailure``, one clear sentence; nothing is left open.
    nonisolated(nonsending) static func open(_ account: Account, limits: Limits) async throws(SessionFailure) -> POP3Client {
        let password: Secret
        do {
            password = try await account.password.resolve(limit: limits.passwordTimeout)
        } catch {
            throw SessionFailure("\(error)", suspect: .passwordSource)
        }
        let endpoint = ServerEndpoint(
            host: account.host, port: account.port, security: .init(account.tls), tls: TLSConfiguration(authorityFile: account.caFile))
        let deadlines = POP3Deadlines(
            connect: limits.connectTimeout, reply: limits.replyTimeout, message: limits.messageTimeout, idle: limits.idleTimeout)
        var bounds = POP3Limits()
        bounds.message = account.largestMessage(limits)
        bounds.listingLines = limits.listing
        do throws(POP3Error) {
            let client = try await POP3Client.connect(endpoint, deadlines: deadlines, limits: bounds)
            do throws(POP3Error) {
                try await client.signIn(
                    user: account.user, password: password,
                    choice: AuthenticationChoice(account.authentication.rawValue) ?? .automatic, allowsPlaintext: account.allowPlaintext)
                return client
            } catch {
                await client.close()
                throw error
            }
        } catch {
            throw SessionFailure(error, account: account)
        }
    }

    /// What the server lists beside the ledger, without what is larger than allowed.
    ///
    /// - Parameter ledger: Nil where nothing is known yet.
    nonisolated(nonsending) static func listing(
        _ client: POP3Client, ledger: (store: Store, account: Int64)?, account: Account, limits: Limits
    ) async throws -> Listing {
        var comparison = ListingComparison(try await client.uniqueIDs())
        if let ledger {
            comparison = try await ledger.store.reduceLedger(account: ledger.account, into: comparison) { $0.take($1) }
        }
        var listing = Listing(comparison)
        if !listing.new.isEmpty {
            listing.leaveOut(largerThan: account.largestMessage(limits), sizes: try await sizes(client))
        }
        return listing
    }

    /// Whether the listing shows all that the server has: a listing that looks partial changes nothing. Asks only where it matters.
    nonisolated(nonsending) static func isComplete(_ listing: Listing, _ client: POP3Client) async throws(POP3Error) -> Bool {
        if listing.missing.isEmpty, listing.doubtful.isEmpty, listing.gone.isEmpty || listing.new.isEmpty { return true }
        do throws(POP3Error) {
            return try await client.statistics().messages == listing.total
        } catch .refused {
            return false
        }
    }

    /// Only hints: a server that gives none is polled all the same.
    nonisolated(nonsending) private static func sizes(_ client: POP3Client) async throws(POP3Error) -> [Int: Int] {
        do throws(POP3Error) {
            return try await client.sizes()
        } catch .refused {
            return [:]
        }
    }
}

extension Account {
    /// Octets of the largest message that is retrieved.
    fileprivate func largestMessage(_ limits: Limits) -> Int { maxSize ?? limits.messageSize }
}

/// Why an account could not be polled, or not to the end: one clear sentence.
struct SessionFailure: Error, CustomStringConvertible {
    let description: String
    /// What to look at first.
    let suspect: SignInTrial.Suspect

    init(_ sentence: String, suspect: SignInTrial.Suspect = .passing) {
        description = sentence
        self.suspect = suspect
    }

    init(_ error: POP3Error, account: Account) {
        description = "\(account.host):\(account.port): \(error)"
        suspect = SignInTrial.Suspect(error)
    }
}
