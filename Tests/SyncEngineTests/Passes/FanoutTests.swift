import Domain
import Testing

@testable import SyncEngine

@Suite("Whom a notification marks")
struct FanoutTests {
    private static let fanout = Fanout([
        .named("a"), .named("b", target: "wiki"), .named("off", mode: .off), .named("sim", mode: .simulate),
        .named("okta", connector: "okta"),
    ])

    @Test("is its user in each pipeline of its connector that is not off")
    func pipelines() {
        let marks = Self.fanout.marks(for: .ada, cause: .news, priority: .bulk)
        #expect(marks.map(\.key.pipeline) == ["a", "b", "sim"])
        #expect(marks.allSatisfy { $0.key.user == .ada && $0.cause == .news && $0.priority == .bulk })
    }

    @Test("is the name alone while it is not known whom it means")
    func names() {
        let name = UserReference(connector: "entra", attribute: "mail", value: "ada@example.com")
        #expect(Self.fanout.marks(for: name, cause: .news).map(\.key) == [.resolution(of: name)])
    }

    @Test("is nobody for a connector without pipelines")
    func none() {
        #expect(Self.fanout.marks(for: UserReference(connector: "google", id: "x"), cause: .news).isEmpty)
    }
}
