public import Domain

extension JiraTarget {
    private struct ServerInfo: Decodable {
        let version: String
    }

    /// Proves the account, then the method at the account's own user (reading alone), then tells the version.
    public func examine() async -> [Probe] {
        let account: TargetUser
        do throws(TargetError) {
            account = try await sender.attempting(ownAccount)
        } catch {
            return [probe("account", failed: error)]
        }
        var probes = [Probe(part: "\(name): account", ok: true, message: "signed in as \(account.name)")]
        do throws(TargetError) {
            try await sender.attempting { () async throws(TargetError) in
                // The pages go by name, the script answers with the key too.
                try await method.examine(try await users.user(name: account.name) ?? account)
            }
            probes.append(Probe(part: "\(name): \(method.part)", ok: true, message: "user properties can be read"))
        } catch {
            probes.append(probe(method.part, failed: error))
        }
        if let version = await version() {
            probes.append(Probe(part: "\(name): version", ok: true, message: "Jira \(version)"))
        }
        return probes
    }

    /// Nothing depends on it: nil where Jira does not tell.
    private func version() async -> Substring? {
        guard let answer = try? await sender.send(.rest("/rest/api/2/serverInfo")).answer, answer.status == 200 else {
            return nil
        }
        return try? answer.decoded(as: ServerInfo.self).version.prefix(40)
    }

    private func probe(_ part: String, failed error: TargetError) -> Probe {
        Probe(
            part: "\(name): \(part)", ok: false, message: "\(error.request): \(error.cause)",
            remedy: error.remedy ?? error.code.usualRemedy)
    }
}
