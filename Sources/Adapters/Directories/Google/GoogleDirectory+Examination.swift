public import Domain
import Foundation

extension GoogleDirectory {
    /// The token, the permission, and a read of one user with every attribute that `paths` name.
    public func examine(paths: Set<AttributePath>) async -> [Probe] {
        await schemas.forget()
        var probes: [Probe] = []
        do {
            _ = try await access.tokens.token(anew: true)
            probes.append(Probe(part: "\(name): token", ok: true, message: "signed in"))
        } catch {
            return [Probe("\(name): token", error)]
        }
        let permission = "\(name): permission to read users"
        let user: GoogleUser?
        do {
            user = try users(in: try await access.object(anyUser), anyUser).users.first
            probes.append(Probe(part: permission, ok: true, message: "users can be read"))
        } catch {
            return probes + [Probe(permission, error)]
        }
        guard let user else {
            return probes + [Probe(part: "\(name): attributes", ok: true, message: "no user to try them on")]
        }
        do {
            let profile = try await profile(of: user.id, paths: paths)
            let custom = paths.contains { CustomField($0) != nil } ? await schemas.fields() : nil
            let sorted = paths.sorted { $0.text < $1.text }
            return probes + sorted.map { probe($0, of: profile, custom: custom) }
        } catch {
            return probes + [Probe("\(name): attributes", error)]
        }
    }

    private func probe(_ path: AttributePath, of profile: Profile, custom: Set<CustomField>?) -> Probe {
        let part = "\(name): attribute \(path)"
        let value = profile.value(at: path)
        let isUnknown = if case .unknown(let name) = value { profile.causes[name] == nil } else { false }
        if let field = CustomField(path) {
            return probe(field, part, isFilled: value != .empty && !isUnknown, custom: custom)
        }
        if isUnknown {
            return Probe(
                part: part, ok: false, message: "Google does not know it, or not in these capitals",
                remedy: "correct the name in the mappings; Google's documentation of the resource users lists them")
        }
        if let filter = GoogleFields.unknownFilter(in: path) {
            return Probe(
                part: part, ok: false, message: "the elements of '\(path.root)' have no '\(filter)' to choose by",
                remedy: "correct the filter in the mappings")
        }
        if path.root == "manager" || GoogleSelection([path]).wantsManager {
            return Probe(
                part: part, ok: true,
                message: "readable; a change of the manager's own profile syncs the people below")
        }
        return Probe(part: part, ok: true, message: "readable; its changes are announced by events")
    }

    private func probe(_ field: CustomField, _ part: String, isFilled: Bool, custom: Set<CustomField>?) -> Probe {
        if isFilled { return Probe(part: part, ok: true, message: "readable; its changes are announced by events") }
        guard let custom else {
            return Probe(
                part: part, ok: true,
                message: "whether the schema has this field cannot be told: absent counts as empty",
                remedy: "to have it told, grant domain-wide delegation for \(GoogleSignIn.schemaScope), too")
        }
        guard custom.contains(field) else {
            return Probe(
                part: part, ok: false, message: "there is no such custom schema or field",
                remedy: "correct the name in the mappings: the Admin console lists them under Users, custom attributes")
        }
        return Probe(part: part, ok: true, message: "there is such a field; its changes are announced by events")
    }
}
