public import Domain
import Foundation

extension EntraDirectory {
    /// The token, the permission, and a read of one user with every attribute that `paths` name.
    public func examine(paths: Set<AttributePath>) async -> [Probe] {
        await forgetUnknown()
        var probes: [Probe] = []
        do {
            _ = try await access.tokens.token(anew: true)
            probes.append(Probe(part: "\(name): token", ok: true, message: "signed in"))
        } catch {
            return [Probe("\(name): token", error)]
        }
        let user: String?
        do {
            user = try await anyone()
            probes.append(Probe(part: "\(name): permission User.Read.All", ok: true, message: "users can be read"))
        } catch {
            return probes + [Probe("\(name): permission User.Read.All", error)]
        }
        guard let user else {
            return probes + [Probe(part: "\(name): attributes", ok: true, message: "no user to try them on")]
        }
        do {
            let profile = try await profile(of: user, paths: paths)
            let names = Set(paths.map(Self.attribute))
            return probes + names.sorted().map { probe(attribute: $0, unknown: profile.unknown) }
        } catch {
            return probes + [Probe("\(name): attributes", error)]
        }
    }

    private func anyone() async throws(DirectoryError) -> String? {
        let page = try await access.object(Self.anyUser)
        guard case .list(let users)? = page["value"] else {
            throw access.fault(.malformed, Self.anyUser, "the answer has no list of users")
        }
        return users.first?["id"]?.text
    }

    /// What `path` reads, as `Profile.unknown` names it.
    private static func attribute(_ path: AttributePath) -> String {
        guard path.root == "manager", path.segments.count > 1, case .member(let member) = path.segments[1] else {
            return path.root
        }
        return "manager." + member
    }

    private func probe(attribute: String, unknown: Set<String>) -> Probe {
        let part = "\(name): attribute \(attribute)"
        if unknown.contains(attribute) {
            return Probe(
                part: part, ok: false, message: "Graph does not know it, or not in these capitals",
                remedy: "correct the name in the mappings; Graph's documentation of the resource 'user' lists them")
        }
        if attribute == "manager" || attribute.hasPrefix("manager.") {
            return Probe(
                part: part, ok: true,
                message: "readable; a change of the manager's own profile syncs the people below")
        }
        if Self.storedElsewhere.contains(attribute) {
            return Probe(
                part: part, ok: true,
                message:
                    "readable; its changes are not announced by events, only found by listing: a reconciliation brings them"
            )
        }
        return Probe(part: part, ok: true, message: "readable; its changes are announced by events")
    }

    /// Attributes that live outside the directory: notifications and delta never show them.
    static let storedElsewhere: Set<String> = [
        "aboutMe", "birthday", "hireDate", "interests", "mySite", "pastProjects", "preferredName", "responsibilities",
        "schools", "skills", "mailboxSettings", "signInActivity",
    ]
}

extension Probe {
    /// What went wrong, in the error's own words.
    init(_ part: String, _ error: DirectoryError) {
        self.init(
            part: part, ok: false, message: "\(error.request): \(error.cause)",
            remedy: error.remedy ?? error.code.usualRemedy)
    }
}
