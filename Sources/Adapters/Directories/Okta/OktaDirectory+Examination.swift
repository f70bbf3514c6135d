public import Domain
import Foundation

extension OktaDirectory {
    /// The token, the permissions, each attribute that `paths` name, and whether managers are found.
    public func examine(paths: Set<AttributePath>) async -> [Probe] {
        await schema.forget()
        var probes: [Probe] = []
        do { try await probe() } catch {
            return [Probe(error.code == .forbidden ? "\(name): permission to read users" : "\(name): token", error)]
        }
        probes.append(Probe(part: "\(name): token", ok: true, message: "taken"))
        probes.append(Probe(part: "\(name): permission to read users", ok: true, message: "users can be read"))
        if managesHooks { probes.append(await hooksProbe()) }
        let known: Set<String>
        do { known = try await schema.names() } catch {
            return probes + [Probe("\(name): permission to read the schema", error)]
        }
        probes.append(
            Probe(part: "\(name): permission to read the schema", ok: true, message: "the schema can be read"))
        let wanted = OktaSelection(paths)
        probes += Self.names(wanted).sorted().map { probe(attribute: $0, known: known, unknown: wanted.own.unknown) }
        if wanted.manager != nil { probes.append(await managerProbe()) }
        return probes
    }

    private func hooksProbe() async -> Probe {
        let part = "\(name): permission to manage event hooks"
        do throws(DirectoryError) {
            _ = try await OktaEventHooks(access: access).list()
            return Probe(part: part, ok: true, message: "event hooks can be read")
        } catch {
            return Probe(part, error)
        }
    }

    /// Tries the managers of a few users.
    private func managerProbe() async -> Probe {
        let part = "\(name): manager"
        let request = DirectoryRequest(target: "/users?limit=50", name: "GET /users?limit=50")
        do throws(DirectoryError) {
            let page = try access.objects(in: try await access.send(request), request)
            var users: [OktaUser] = []
            for members in page {
                let user = try user(members, request)
                if user.managerID != nil, users.count < 5 { users.append(user) }
            }
            guard !users.isEmpty else {
                return Probe(part: part, ok: true, message: "none of the first users has profile.managerId: not tried")
            }
            for user in users {
                if case .found = try await manager(of: user) {
                    return Probe(
                        part: part, ok: true,
                        message: "found by profile.managerId")
                }
            }
            return Probe(
                part: part, ok: false, message: "profile.managerId of \(users.count) users is nobody's id or login",
                remedy: "put ids or logins into it at Okta, or map profile.manager, which is a name")
        } catch {
            return Probe(part, error)
        }
    }

    /// In full, as `Profile.unknown` has them.
    private static func names(_ wanted: OktaSelection) -> Set<String> {
        var names = wanted.own.unknown.union(wanted.own.members)
        names.formUnion(wanted.own.profile.map { "profile." + $0 })
        guard let manager = wanted.manager else { return names }
        names.formUnion(manager.members.union(manager.short).map { "manager." + $0 })
        return names.union(manager.profile.map { "manager.profile." + $0 })
    }

    private func probe(attribute: String, known: Set<String>, unknown: Set<String>) -> Probe {
        let part = "\(name): attribute \(attribute)"
        let path = attribute.split(separator: ".").map(String.init)
        let isManagers = path.first == "manager"
        let isOfProfile =
            path.contains("profile") || isManagers && !OktaSelection.members.contains(path[path.count - 1])
        let attributeName = path[path.count - 1]
        guard !unknown.contains(attribute), !isOfProfile || known.contains(attributeName) else {
            let isInProfile = known.contains(attributeName)
            return Probe(
                part: part, ok: false, message: "Okta does not know it",
                remedy: isInProfile
                    ? "write profile.\(attributeName)"
                    : "correct the name in the mappings; the Profile Editor of Okta's Admin Console lists variable names"
            )
        }
        return Probe(part: part, ok: true, message: Self.announcement(of: attributeName, isManagers: isManagers))
    }

    /// How a change of the attribute becomes known (contracts/okta.md, Event hooks).
    private static func announcement(of name: String, isManagers: Bool) -> String {
        if isManagers { return "readable; its changes are announced with the manager's own profile" }
        switch name {
        case "email", "secondEmail", "type":
            return
                "readable; some of its changes are not offered to event hooks: only a listing finds them"
        case "id", "created": return "readable; it never changes"
        case "lastLogin", "lastUpdated", "passwordChanged", "activated", "statusChanged":
            return "readable; its changes are not announced: only a listing finds them"
        case "status": return "readable; its changes are announced, but for those that a sign-in makes"
        default: return "readable; its changes are announced"
        }
    }
}
