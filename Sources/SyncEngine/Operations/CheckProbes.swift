public import Domain

extension Operations {
    /// Proves every credential, permission and mapped attribute, connectors and targets side by side.
    ///
    /// A person asked, so a connector or target that answers is resumed, whatever paused it.
    public func probes() async -> [Probe] {
        let connectors = Dictionary(grouping: routes, by: \.pipeline.connector)
        let targets = Dictionary(grouping: routes, by: \.pipeline.target)
        let lanes = connectors.keys.map { Lane(.connector, $0) } + targets.keys.map { Lane(.target, $0) }
        return await withTaskGroup(of: (Lane, [Probe]).self) { group in
            for (name, routes) in connectors {
                let paths = routes.reduce(into: Set<AttributePath>()) { $0.formUnion($1.pipeline.paths) }
                guard let directory = routes.first?.directory else { continue }
                group.addTask { (Lane(.connector, name), await directory.examine(paths: paths)) }
            }
            for (name, routes) in targets {
                guard let target = routes.first?.target.reader else { continue }
                group.addTask { (Lane(.target, name), await target.examine()) }
            }
            var found: [Lane: [Probe]] = [:]
            for await (lane, probes) in group {
                found[lane] = probes
                if !probes.isEmpty, probes.allSatisfy(\.ok) { await board.proved(lane) }
            }
            return lanes.sorted().flatMap { found[$0] ?? [] }
        }
    }
}
