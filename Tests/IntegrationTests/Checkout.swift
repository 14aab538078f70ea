import Foundation

/// The tree that the tests were built from, for what is in it beside the program.
enum Checkout {
    static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
}
