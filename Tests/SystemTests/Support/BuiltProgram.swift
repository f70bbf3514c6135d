import Foundation

/// The `rollcall` that was built beside these tests.
enum BuiltProgram {
    /// - Throws: `MissingProgram` naming every place that was looked at.
    static func url() throws -> URL {
        let places = candidates
        guard let found = places.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) }) else {
            throw MissingProgram(places: places.map(\.path))
        }
        return found
    }

    /// Beside the test bundle, whatever the configuration; else where `swift build` puts it.
    private static var candidates: [URL] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let arguments = CommandLine.arguments.filter { $0.hasSuffix(".xctest") }.map { URL(filePath: $0) }
        let bundles = [Bundle.main.executableURL, Bundle.main.bundleURL].compactMap { $0 } + arguments
        return bundles.map { $0.deletingLastPathComponent().appending(path: "rollcall") } + [
            root.appending(path: ".build/debug/rollcall"), root.appending(path: ".build/release/rollcall"),
        ]
    }
}

/// The program was not built: `swift build` makes it.
struct MissingProgram: Error, CustomStringConvertible {
    let places: [String]
    var description: String { "no executable rollcall at \(places.joined(separator: ", "))" }
}
