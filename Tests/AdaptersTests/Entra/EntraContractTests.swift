import TestSupport
import Testing

@Suite("Entra keeps the directory contract") struct EntraContractTests {
    @Test("keeps a directory's promise", arguments: DirectoryPromise.allCases)
    func promise(_ promise: DirectoryPromise) async throws {
        try await promise.check(on: GraphStand())
    }
}
