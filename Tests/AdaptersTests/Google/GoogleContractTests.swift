import TestSupport
import Testing

@Suite("Google keeps the directory contract") struct GoogleContractTests {
    @Test("keeps a directory's promise", arguments: DirectoryPromise.allCases)
    func promise(_ promise: DirectoryPromise) async throws {
        try await promise.check(on: GoogleStand())
    }

    @Test("keeps a listable directory's promise", arguments: ListingPromise.allCases)
    func listing(_ promise: ListingPromise) async throws {
        try await promise.check(on: GoogleStand())
    }
}
