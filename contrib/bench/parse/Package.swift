// swift-tools-version: 6.2
// Postroom's message layer alone, for `contrib/bench/run parse`: built apart, so that no other target has to be.
import PackageDescription

let swift: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "parse-bench",
    targets: [
        .target(name: "MailMessage", path: "MailMessage", swiftSettings: swift),
        .executableTarget(name: "parse-postroom", dependencies: ["MailMessage"], path: "postroom", swiftSettings: swift),
    ]
)
