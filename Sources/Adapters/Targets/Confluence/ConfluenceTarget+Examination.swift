public import Domain

extension ConfluenceTarget {
    /// Proves the account, then the method at the account's own user, reading alone.
    public func examine() async -> [Probe] {
        let account: TargetUser
        do throws(TargetError) {
            account = try await sender.attempting { () async throws(TargetError) in try await users.ownAccount() }
        } catch {
            return [probe("account", failed: error)]
        }
        var probes = [Probe(part: "\(name): account", ok: true, message: "signed in as \(account.name)")]
        do throws(TargetError) {
            try await sender.attempting { () async throws(TargetError) in try await method.examine(account) }
            probes.append(Probe(part: "\(name): \(method.part)", ok: true, message: "profile fields can be read"))
        } catch {
            probes.append(probe(method.part, failed: error))
        }
        return probes
    }

    private func probe(_ part: String, failed error: TargetError) -> Probe {
        Probe(
            part: "\(name): \(part)", ok: false, message: "\(error.request): \(error.cause)",
            remedy: error.remedy ?? error.code.usualRemedy)
    }
}
