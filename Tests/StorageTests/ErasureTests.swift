import Domain
import Foundation
import TestSupport
import Testing

@testable import Storage

@Suite struct ErasureTests {
    @Test("a user who is forgotten is not left in the file either")
    func bytes() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "rollcall.db").path
            let store = try await SQLiteStore(path: path, settle: .seconds(5))
            let secret = "ada-4f2c-who-wants-to-be-forgotten"
            let user = UserReference(connector: "entra", id: secret)
            let key = RequestKey(user, pipeline: "jira")
            for round in 0..<50 {
                let time = ManualTime.start.addingTimeInterval(Double(round * 100))
                try await store.mark([Mark(key, cause: .test), Mark(.user("user-\(round)"), cause: .test)], at: time)
                let slot = ClaimSlot(connector: "entra", pipeline: "jira", limit: 9)
                for claim in try await store.claim([slot], lease: .seconds(60), at: time) {
                    let record = PassRecord(
                        outcome: .written, link: TargetUser(key: "k-\(claim.key.user.value)", name: "n"),
                        values: [TargetAttribute(.property, "Name"): claim.key.user.value],
                        history: [
                            HistoryEntry(
                                time: time, user: claim.key.user, pipeline: "jira", target: "jira", targetUser: "n",
                                attribute: TargetAttribute(.property, "Name"), old: nil, new: claim.key.user.value,
                                cause: .test)
                        ], manager: "boss")
                    _ = try await store.complete(claim, as: .done(followUp: nil), record: record, at: time)
                }
            }
            let end = ManualTime.start.addingTimeInterval(99_999)
            #expect(try await store.forget(UserReference(connector: "entra", id: "nobody"), at: end) == .forgotten)
            #expect(try await store.history(of: user, limit: 99).count == 50)
            #expect(try await store.forget(user, at: end) == .forgotten)
            try await store.close()
            for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
                let bytes = try Data(contentsOf: file)
                #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(file.lastPathComponent)")
                #expect(file.lastPathComponent != "rollcall.db" || bytes.range(of: Data("user-7".utf8)) != nil)
            }
        }
    }
}
