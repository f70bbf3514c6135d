import Domain
import Foundation
import Storage
import TestSupport
import Testing

/// The drivers that the contract is run over.
enum StoreKind: String, CaseIterable, CustomTestStringConvertible {
    case sqlite

    var testDescription: String { rawValue }

    func withEmptyStore(_ body: (StoreUnderTest) async throws -> Void) async throws {
        switch self {
        case .sqlite:
            try await withTemporaryFolder { folder in
                let path = folder.appending(path: "rollcall.db").path
                let open = { @Sendable in try await SQLiteStore(path: path, settle: StoreUnderTest.settle) }
                try await body(StoreUnderTest(open(), another: open))
            }
        }
    }
}

/// A folder of its own, gone afterwards.
func withTemporaryFolder<T>(_ body: (URL) async throws -> T) async throws -> T {
    let folder = FileManager.default.temporaryDirectory.appending(path: "rollcall-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
}

@Suite struct StoreContractTests {
    @Test("keeps the contract of stores", arguments: StoreKind.allCases, StoreContract.rules)
    func contract(_ kind: StoreKind, _ rule: StoreRule) async throws {
        try await kind.withEmptyStore(rule.check)
    }
}
