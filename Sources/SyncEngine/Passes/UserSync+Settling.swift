import Domain

/// What an earlier pass intended and never recorded.
extension UserSync {
    /// - Returns: Whether there was anything to settle.
    @discardableResult
    func settle(_ claim: Claim) async throws(PassFailure) -> Bool {
        let open: [Intent]
        do { open = try await ledger.openIntents(for: claim.key) } catch { throw .store(error) }
        guard !open.isEmpty else { return false }
        var history: [HistoryEntry] = []
        for (user, intents) in Dictionary(grouping: open, by: \.targetUser) {
            history += try await settled(intents, of: user, claim: claim)
        }
        do {
            guard try await ledger.settle(claim, history: history, at: time.now) else { throw PassFailure.claimLost }
        } catch let error as StoreError {
            throw .store(error)
        } catch {
            throw .claimLost
        }
        return true
    }

    private func settled(
        _ intents: [Intent], of user: TargetUser, claim: Claim
    ) async throws(PassFailure) -> [HistoryEntry] {
        // The login may have changed since; an account that is gone tells nothing any more.
        var current: (user: TargetUser, values: [TargetAttribute: String])?
        do {
            if let present = try await target.user(key: user.key) {
                current = (present, try await target.values(of: present, attributes: Set(intents.map(\.attribute))))
            }
        } catch { throw .target(error) }
        return intents.compactMap { intent in
            let now = current?.values[intent.attribute]
            if current != nil, now.isSame(as: intent.old) { return nil }
            return HistoryEntry(
                time: intent.intendedAt, user: claim.key.user, pipeline: pipeline.name, target: intent.target,
                targetUser: current?.user.name ?? user.name, attribute: intent.attribute, old: intent.old,
                new: intent.new, cause: intent.cause, uncertain: current == nil || !now.isSame(as: intent.new))
        }
    }
}

extension String? {
    /// As plans compare: by Unicode scalars, and an empty value is none.
    func isSame(as other: String?) -> Bool {
        (self ?? "").unicodeScalars.elementsEqual((other ?? "").unicodeScalars)
    }
}
