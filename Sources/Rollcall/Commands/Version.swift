import ArgumentParser
import OpenSSL
import Storage

/// The product's version.
enum RollcallVersion {
    static let text = "0.1.0"
}

/// `rollcall version`
struct Version: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The versions of Rollcall, Swift, OpenSSL and SQLite.")

    /// What `version` prints.
    private struct Versions: Codable {
        let rollcall: String
        let swift: String
        let openssl: String
        let sqlite: String
    }

    @Option(name: .long, help: "How the result is printed: table (the default) or json.")
    var format: OutputFormat = .table

    func run() throws {
        let versions = Versions(
            rollcall: RollcallVersion.text, swift: Self.swift, openssl: OpenSSLVersion.text,
            sqlite: try SQLiteStore.libraryVersion())
        try Printer(format: format).print(versions) {
            Table(
                header: ["PART", "VERSION"],
                rows: [
                    ["rollcall", versions.rollcall], ["swift", versions.swift], ["openssl", versions.openssl],
                    ["sqlite", versions.sqlite],
                ])
        }
    }

    /// The compiler's version: the language only tells it by comparison.
    private static var swift: String {
        #if compiler(>=6.4)
            "6.4 or later"
        #elseif compiler(>=6.3)
            "6.3"
        #else
            "6.2"
        #endif
    }
}
