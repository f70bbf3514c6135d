import Domain

/// A target whose profiles are read and written by a `ProfileMethod`, over the sender that its account is found by too.
protocol ProfileTarget: TargetWriter {
    /// What a profile's values are; attributes of the other kind have none.
    var kind: TargetAttribute.Kind { get }
    var sender: any AuthenticatedSender { get }
    var method: any ProfileMethod { get }

    /// The account that we are signed in as.
    func ownAccount() async throws(TargetError) -> TargetUser
}

extension ProfileTarget {
    /// - Throws: `.notFound` when nobody has `user.name` any more: ask `user(key:)` for the present name.
    public func values(
        of user: TargetUser, attributes: Set<TargetAttribute>
    ) async throws(TargetError) -> [TargetAttribute: String] {
        let profile = try await method.values(of: user)
        var values: [TargetAttribute: String] = [:]
        for attribute in attributes where attribute.kind == kind {
            values[attribute] = profile[attribute.name].map { normalized($0, for: attribute) }
        }
        return values
    }

    public func apply(
        _ changes: [TargetChange], to user: TargetUser
    ) async throws(TargetError) -> [TargetAttribute: AttributeResult] {
        var results: [TargetAttribute: AttributeResult] = [:]
        var writable: [TargetChange] = []
        for change in changes {
            let value = change.new.map { normalized($0, for: change.attribute) }
            if let words = objection(to: value, for: change.attribute) {
                results[change.attribute] = .refused(words)
            } else {
                writable.append(TargetChange(change.attribute, old: change.old, new: value))
            }
        }
        guard !writable.isEmpty else { return results }
        let refusals = try await method.write(writable, to: user)
        for change in writable {
            results[change.attribute] = refusals[change.attribute.name].map(AttributeResult.refused) ?? .written
        }
        return results
    }

    /// Asks who we are, and reads our own user by the method: pages or the script can fail while REST answers. Takes the
    /// lock back for this one attempt.
    public func probe() async throws(TargetError) {
        try await sender.attempting { () async throws(TargetError) in
            try await method.examine(try await ownAccount())
        }
    }

    /// Proves the account, then the method at the account's own user, reading alone.
    /// - Parameter user: The account's own user as the method needs it.
    func examination(
        of user: (_ account: TargetUser) async throws(TargetError) -> TargetUser
    ) async -> [Probe] {
        let account: TargetUser
        do throws(TargetError) { account = try await sender.attempting(ownAccount) } catch {
            return [Probe("\(name): account", error)]
        }
        let part = "\(name): \(method.part)"
        let proof: Probe
        do throws(TargetError) {
            try await sender.attempting { () async throws(TargetError) in
                try await method.examine(try await user(account))
            }
            let values = kind == .property ? "user properties" : "profile fields"
            proof = Probe(part: part, ok: true, message: "\(values) can be read")
        } catch {
            proof = Probe(part, error)
        }
        return [Probe(part: "\(name): account", ok: true, message: "signed in as \(account.name)"), proof]
    }
}
