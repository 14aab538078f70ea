import Foundation
import Synchronization
import Testing

/// The servers of the soak, the doors before them, and three accounts: one of each way of keeping, deleting and forwarding.
struct SoakScene {
    let dovecot: DovecotServer
    let postfix: PostfixServer
    let scratch: ScratchDirectory
    /// Before Dovecot, by account.
    let doors: [String: CuttingProxy]
    /// Before Postfix.
    let relayDoor: CuttingProxy
    /// The configuration.
    let file: String

    /// How much mail comes in a second.
    static let load = ["ann": 4, "bo": 3, "cy": 3]
    static let accounts = load.keys.sorted()

    static func with<Result>(_ body: (SoakScene) async throws -> Result) async throws -> Result {
        try await ForwardRoute.with { route in
            let scene = try SoakScene(route)
            defer { scene.close() }
            return try await body(scene)
        }
    }

    private init(_ route: ForwardRoute) throws {
        (dovecot, postfix, scratch) = (route.dovecot, route.postfix, route.scratch)
        relayDoor = try CuttingProxy(to: postfix.port)
        doors = try [
            "ann": CuttingProxy(to: dovecot.tlsPort), "bo": CuttingProxy(to: dovecot.port), "cy": CuttingProxy(to: dovecot.port),
        ]
        var configuration = PostroomConfiguration(accounts: [
            .init(name: "ann", security: .implicit, port: doors["ann"]?.port, after: "delete", further: "poll = \"5s\""),
            .init(name: "bo", security: .starttls, port: doors["bo"]?.port, isMbox: true, further: "poll = \"5s\""),
            .init(
                name: "cy", security: .none, port: doors["cy"]?.port, after: "delete", rules: ForwardRoute.rules,
                further: "poll = \"5s\"\nforward = \"relay\"\nforwards-per-hour = 1000000"),
        ])
        configuration.further = """

            [smtp.relay]
            host = "127.0.0.1"
            tls = "none"
            port = \(relayDoor.port)
            from = "\(ForwardRoute.sender)"

            """
        file = try configuration.write(for: dovecot, in: scratch)
    }

    private func close() {
        relayDoor.close()
        for door in doors.values { door.close() }
    }

    /// The messages of an account, numbered from `first`; the same each time.
    static func messages(_ count: Int, from first: Int, of account: String) -> [MixedMessage] {
        let index = accounts.firstIndex(of: account) ?? 0
        return MixedMessage.messages(count, from: (index + 1) * 1_000_000 + first, seed: 91)
    }

    // MARK: - The program

    var program: PostroomProgram { PostroomProgram(directory: scratch.path) }

    /// Has every forward tried again now, whether the daemon runs or not; one that is killed meanwhile may not have heard it.
    func retryForwards() async throws { _ = try await program.run("queue", "retry", "--all", "--config", file) }

    /// Polls until nothing is new on the servers and nothing waits to be forwarded.
    func settle(within limit: Duration = .seconds(180)) async throws {
        try await RunningPostroom.expectSoon(within: limit) {
            let poll = try await program.run("poll", "--config", file, "--json")
            guard poll.status == 0, try poll.objects().allSatisfy({ $0["retrieved"] as? Int == 0 }) else { return false }
            let queue = try await program.run("queue", "list", "--config", file, "--json")
            guard queue.status == 0 else { return false }
            if try queue.objects().isEmpty { return true }
            try await retryForwards()
            return false
        }
    }
}
