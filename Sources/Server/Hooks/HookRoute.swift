/// The paths of the hooks listener, every one of them.
enum HookRoute: CaseIterable {
    case notifications, lifecycle

    var method: String { "POST" }

    var pattern: String {
        switch self {
        case .notifications: "/hooks/{connector}"
        case .lifecycle: "/hooks/{connector}/lifecycle"
        }
    }

    /// Finds the route and the connector's name in a request's target (RFC 9112, section 3.2).
    static func find(_ target: String) -> (route: HookRoute, connector: String, query: String)? {
        var rest = target[...]
        for scheme in ["http://", "https://"] where rest.hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count).drop { $0 != "/" }
        }
        let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = parts.first, path.hasPrefix("/hooks/") else { return nil }
        let names = path.dropFirst("/hooks/".count).split(separator: "/", omittingEmptySubsequences: false)
        let query = parts.count > 1 ? String(parts[1]) : ""
        guard let connector = names.first, !connector.isEmpty else { return nil }
        switch names.count {
        case 1: return (.notifications, String(connector), query)
        case 2 where names[1] == "lifecycle": return (.lifecycle, String(connector), query)
        default: return nil
        }
    }
}
