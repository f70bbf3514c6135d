import Domain

@testable import SyncEngine

extension LaneFault {
    /// The target's fault of this code.
    static func jira(_ code: TargetError.Code) -> LaneFault {
        known(LaneFault(TargetError(code, target: "jira", request: "GET /", cause: "scripted")))
    }

    /// The connector's fault of this code.
    static func entra(_ code: DirectoryError.Code) -> LaneFault {
        known(LaneFault(DirectoryError(code, connector: "entra", request: "GET /", cause: "scripted")))
    }

    private static func known(_ fault: LaneFault?) -> LaneFault {
        guard let fault else { preconditionFailure("no lane's fault") }
        return fault
    }
}
