import Domain
import Testing

@Suite("Managers' attributes")
struct ManagerPathTests {
    @Test(
        "are read of everybody, under the name that the manager's own profile has for them",
        arguments: [
            ("manager.mail", "mail"), ("manager.profile.email", "profile.email"), ("manager.phones[0]", "phones[0]"),
            ("manager", nil), ("mail", nil), ("managers.mail", nil),
        ])
    func ofManager(_ path: String, _ own: String?) throws {
        #expect(try AttributePath(path).ofManager?.text == own)
    }
}
