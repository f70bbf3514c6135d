/// Who reports to whom, as passes and runs read it last: a change of a manager's profile concerns the people below.
public protocol ManagerEdges: Sendable {
    /// The people directly below `manager`, in the order of their ids, after `user`.
    func reports(
        of manager: UserReference, after user: String?, limit: Int
    ) async throws(StoreError) -> [UserReference]
}
