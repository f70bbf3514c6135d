import Domain

extension Profile {
    /// The id of the manager as read, empty for nobody; nil where it was not asked for or is not known.
    func manager(for route: Route) -> String? {
        guard route.mapsManagers, !unknown.contains(AttributePath.manager),
            let manager = attributes[AttributePath.manager]
        else { return nil }
        return manager["id"]?.text ?? (manager.isEmpty ? "" : nil)
    }
}
