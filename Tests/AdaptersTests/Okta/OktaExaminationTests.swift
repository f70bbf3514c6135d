import Adapters
import Domain
import Foundation
import Settings
import TestSupport
import Testing

@Suite("Examining Okta") struct OktaExaminationTests {
    private static let paths = Set(
        ["profile.department", "profile.departmnet", "email", "status", "manager.email", "manager.profile.hat"]
            .compactMap { try? AttributePath($0) })

    @Test("proves token, permissions, each attribute and the manager, and says what to do")
    func examines() async throws {
        let okta = OktaImitation()
        okta.add(StandPerson(id: "00u1", login: "a@x", mail: nil, givenName: nil, managerID: "00u2"))
        okta.add(StandPerson(id: "00u2", login: "b@x", mail: nil, givenName: nil))
        try await OktaBench.with(okta) { bench in
            let probes = await bench.directory.examine(paths: Self.paths)
            let found = Dictionary(uniqueKeysWithValues: probes.map { ($0.part, $0.ok) })
            #expect(
                found == [
                    "okta: token": true, "okta: permission to read users": true,
                    "okta: permission to manage event hooks": true, "okta: permission to read the schema": true,
                    "okta: attribute profile.department": true, "okta: attribute profile.departmnet": false,
                    "okta: attribute email": false, "okta: attribute status": true,
                    "okta: attribute manager.email": true, "okta: attribute manager.profile.hat": false,
                    "okta: manager": true,
                ])
            #expect(probes.filter { !$0.ok }.allSatisfy { $0.remedy != nil })
            #expect(probes.contains { $0.remedy == "write profile.email" })
        }
    }

    @Test("says which permission is missing", arguments: ["/api/v1/users", "/meta/", "/eventHooks"])
    func permissions(path: String) async throws {
        let okta = OktaImitation { $0.path.contains(path) ? .okta(403, "E0000006") : nil }
        try await OktaBench.with(okta) { bench in
            let failed = await bench.directory.examine(paths: Self.paths).filter {
                !$0.ok && $0.part.contains("permission")
            }
            #expect(failed.count == 1)
            #expect(failed.first?.remedy != nil)
        }
    }

    @Test("says when the token is refused, and nothing more")
    func token() async throws {
        try await OktaBench.with(OktaImitation(), signIn: .apiToken(Secret("wr0ng"))) { bench in
            let probes = await bench.directory.examine(paths: Self.paths)
            #expect(probes.map(\.part) == ["okta: token"])
            #expect(probes[0].remedy?.contains("apiToken") == true)
            #expect(!probes[0].message.contains("wr0ng"))
            #expect(await failure(probing: bench.directory)?.code == .credentials)
        }
    }

    @Test("says when managers are named by something else than ids and logins")
    func managers() async throws {
        let okta = OktaImitation()
        okta.add(StandPerson(id: "00u1", login: "a@x", mail: nil, givenName: nil, managerID: "1042"))
        try await OktaBench.with(okta) { bench in
            let probe = await bench.directory.examine(paths: [try AttributePath("manager.id")]).last
            #expect(probe?.part == "okta: manager" && probe?.ok == false)
            #expect(probe?.remedy?.contains("profile.manager") == true)
        }
    }
}
