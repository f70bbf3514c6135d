import Domain
import GRDB

extension StoreError {
    /// Does what may throw anything.
    static func during<Value>(_ work: () throws -> Value) throws(StoreError) -> Value {
        do { return try work() } catch { throw StoreError(error) }
    }

    /// What SQLite's result code means for the caller; the text names the statement and never its values.
    /// Codes: sqlite.org/rescode.html.
    init(_ error: any Error) {
        if let error = error as? StoreError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(.refused, cause: "\(type(of: error))")
            return
        }
        let cause = "\(error.message ?? "no message") (SQLite \(error.extendedResultCode.rawValue))"
        switch error.resultCode {
        case .SQLITE_FULL:
            self.init(.full, cause: cause, remedy: "make room on the disk")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(.readOnly, cause: cause, remedy: "make the file and its folder writable for this user")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(.unavailable, cause: cause, remedy: "end the process that keeps the file locked")
        case .SQLITE_CANTOPEN:
            self.init(.unavailable, cause: cause, remedy: "check the path, its folder and the rights to both")
        case .SQLITE_IOERR, .SQLITE_NOMEM:
            self.init(.unavailable, cause: cause, remedy: "check the disk")
        case .SQLITE_MISUSE:
            self.init(.unavailable, cause: "closed")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(.corrupt, cause: cause, remedy: "restore a backup")
        default:
            self.init(.refused, cause: error.sql.map { "\(cause) in `\($0)`" } ?? cause)
        }
    }
}
