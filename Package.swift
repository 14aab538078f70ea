// swift-tools-version: 6.2
// The structure, and who may import whom, is told in docs/how-it-works.md and docs/decisions/0001-targets.md.
// `--explicit-target-dependency-import-check error` holds each target to the imports declared here.
import Foundation
import PackageDescription

let swift: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let toml: Target.Dependency = .product(name: "TOMLKit", package: "TOMLKit")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

/// A library target of ours: sources in `Sources/<name>`, the house's settings.
func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: swift)
}

/// The tests of one target, in `Tests/<name>`.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: [], swiftSettings: swift)
}

/// One fuzz target, in `Tests/Fuzz/<name>`; built by `contrib/fuzz` alone, which sets POSTROOM_FUZZ.
func fuzzer(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: ["Fuzzing"] + dependencies, path: "Tests/Fuzz/\(name)", exclude: ["Corpus"], swiftSettings: swift)
}

/// What fuzz targets share, in `Tests/Fuzz/<name>`.
func fuzzing(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Tests/Fuzz/\(name)", swiftSettings: swift)
}

let fuzzers: [Target] =
    ProcessInfo.processInfo.environment["POSTROOM_FUZZ"] == nil
    ? []
    : [
        fuzzing("Fuzzing"),
        fuzzing("MailFuzzing", ["MailMessage"]),
        fuzzer("AddressFuzz", ["MailFuzzing", "MailMessage"]),
        fuzzer("CalendarFuzz", ["MailMessage"]),
        fuzzer("CharsetFuzz", ["MailFuzzing", "MailMessage"]),
        fuzzer("ConfigurationFuzz", ["Configuration", "SourceText"]),
        fuzzer("ContactFuzz", ["MailMessage"]),
        fuzzer("DateFuzz", ["MailFuzzing", "MailMessage"]),
        fuzzer("EncodedWordFuzz", ["MailFuzzing", "MailMessage"]),
        fuzzer("ForwardFuzz", ["Delivery", "MailMessage"]),
        fuzzer("HeaderFuzz", ["MailFuzzing", "MailMessage"]),
        fuzzer("HTMLFuzz", ["MailMessage"]),
        fuzzer("MboxFuzz", ["Delivery", "MailMessage"]),
        fuzzer("MessageFuzz", ["MailFuzzing", "MailMessage"]),
        fuzzer("ParameterFuzz", ["MailFuzzing", "MailMessage"]),
        fuzzer("PartsFuzz", ["MailFuzzing", "MailMessage"]),
        fuzzer("POP3Fuzz", ["POP3"]),
        fuzzer("RTFFuzz", ["MailMessage"]),
        fuzzer("RuleLanguageFuzz", ["RuleLanguage", "RuleProgram", "SourceText"]),
        fuzzer("SalvageFuzz", ["Store"]),
        fuzzer("SMTPFuzz", ["SMTP"]),
        fuzzer("TNEFFuzz", ["MailMessage"]),
        fuzzer("TransferEncodingFuzz", ["MailFuzzing", "MailMessage"]),
        fuzzer("UUEncodingFuzz", ["MailFuzzing", "MailMessage"]),
    ]

let package = Package(
    name: "postroom",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "postroom", targets: ["postroom"])],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // The system's libraries: module maps, nothing else.
        .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),

        .systemLibrary(name: "CLinux"),

        // The bottom: what knows nothing of mail or of us.
        library("SourceText"),
        library("Crypto", ["COpenSSL"]),
        library("PatternMatching", ["CPCRE2"]),
        library("Transport", ["COpenSSL", nio, nioPosix]),

        // The process among others: logs, systemd, signals, the control socket.
        library("EventLog", ["SourceText", logging]),
        library("Service", ["SourceText", "Transport", nio, signals]),

        // Protocols and formats.
        library("MailMessage"),
        library("SASL", ["Crypto"]),
        library("POP3", ["Crypto", "SASL", "Transport", nio]),
        library("SMTP", ["Crypto", "SASL", "Transport", nio]),

        // Rules.
        library("RuleProgram", ["SourceText"]),
        library("RuleEngine", ["RuleProgram", "MailMessage", "PatternMatching", "SourceText"]),
        library("RuleLanguage", ["RuleProgram", "PatternMatching", "SourceText"]),
        library("RuleTesting", ["RuleLanguage", "RuleEngine", "RuleProgram", "MailMessage", "SourceText"]),

        // What is kept, and where mail goes.
        library("Spool", ["CLinux", "Crypto"]),
        library("Store", [grdb]),
        library("Delivery", ["Crypto", "MailMessage", "Spool"]),
        library("Configuration", ["CLinux", "Crypto", "SourceText", toml]),

        // The whole.
        library("Agent", [
            "CLinux", "Configuration", "Crypto", "Delivery", "MailMessage", "PatternMatching", "POP3", "RuleEngine", "RuleLanguage", "RuleProgram",
            "SASL", "Service", "SMTP", "SourceText", "Spool", "Store", "Transport", logging,
        ]),
        library("Demo", ["Agent", "Configuration", "POP3", "SMTP", "SourceText", "Transport"]),
        .executableTarget(
            name: "postroom",
            dependencies: [
                "Agent", "Configuration", "Demo", "EventLog", "MailMessage", "RuleEngine", "RuleLanguage", "RuleProgram", "RuleTesting",
                "SourceText", "Store", arguments, logging,
            ],
            swiftSettings: swift
        ),

        tests("SourceTextTests", ["SourceText"]),
        tests("CryptoTests", ["Crypto"]),
        tests("PatternMatchingTests", ["PatternMatching"]),
        tests("TransportTests", ["Crypto", "Transport", nio, nioPosix]),
        tests("EventLogTests", ["EventLog", logging]),
        tests("ServiceTests", ["Service"]),
        tests("MailMessageTests", ["MailMessage"]),
        tests("SASLTests", ["Crypto", "SASL"]),
        tests("POP3Tests", ["Crypto", "POP3", "SASL", "Transport", nio, nioPosix]),
        tests("SMTPTests", ["Crypto", "SASL", "SMTP", "Transport", nio, nioPosix]),
        tests("RuleEngineTests", ["MailMessage", "PatternMatching", "RuleEngine", "RuleLanguage", "RuleProgram", "SourceText"]),
        tests("RuleLanguageTests", ["PatternMatching", "RuleLanguage", "RuleProgram", "SourceText"]),
        tests("RuleTestingTests", ["MailMessage", "RuleEngine", "RuleLanguage", "RuleProgram", "RuleTesting", "SourceText"]),
        tests("SpoolTests", ["Crypto", "Spool"]),
        tests("StoreTests", ["Store", grdb]),
        tests("DeliveryTests", ["Crypto", "Delivery", "MailMessage", "Spool"]),
        tests("ConfigurationTests", ["Configuration", "Crypto", "SourceText"]),
        tests("AgentTests", [
            "Agent", "Configuration", "Crypto", "Delivery", "MailMessage", "POP3", "RuleEngine", "Service", "SMTP", "SourceText", "Store", "Transport", logging,
        ]),
        tests("DemoTests", ["Agent", "Demo", "MailMessage", "RuleEngine", "RuleLanguage", "RuleProgram", "RuleTesting", "SourceText"]),
        tests("IntegrationTests", []),
    ] + fuzzers
)
