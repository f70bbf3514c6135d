public import Domain

extension JiraTarget {
    private struct ServerInfo: Decodable {
        let version: String
    }

    /// Proves the account, then the method at the account's own user (reading alone), then tells the version.
    public func examine() async -> [Probe] {
        // The pages go by name, the script answers with the key too.
        let probes = await examination { account throws(TargetError) in
            try await users.user(name: account.name) ?? account
        }
        guard probes.first?.ok == true, let version = await version() else { return probes }
        return probes + [Probe(part: "\(name): version", ok: true, message: "Jira \(version)")]
    }

    /// Nothing depends on it: nil where Jira does not tell.
    private func version() async -> Substring? {
        guard let answer = try? await sender.send(.rest("/rest/api/2/serverInfo")).answer, answer.status == 200 else {
            return nil
        }
        return try? answer.decoded(as: ServerInfo.self).version.prefix(40)
    }
}
