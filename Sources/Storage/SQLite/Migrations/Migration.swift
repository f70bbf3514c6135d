import GRDB

/// One numbered step of the schema. A step that was released is never edited: a change is a new one.
struct Migration: Sendable {
    let sql: String

    /// In order: the first brings an empty file to schema 1, and so on.
    static let all = [initial, runs, channels, accountIndex]
}
