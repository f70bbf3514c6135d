public import Domain
import Foundation

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
                let lister = routes.lazy.compactMap { indexes?.lister(for: $0.pipeline) }.first
                group.addTask { (Lane(.target, name), await target.examine() + examined(lister)) }
            }
            var found: [Lane: [Probe]] = [:]
            for await (lane, probes) in group {
                found[lane] = probes
                if !probes.isEmpty, probes.allSatisfy(\.ok) { await board.proved(lane) }
            }
            return lanes.sorted().flatMap { found[$0] ?? [] }
        }
    }

    /// What is proved of a target whose accounts must be listed before they are found by mail address.
    private func examined(_ lister: (any AccountLister)?) async -> [Probe] {
        guard let lister, let indexes else { return [] }
        let part = "\(lister.index.target): index of mail addresses"
        let probes = await lister.examine()
        do {
            let status = try await indexes.status(of: lister)
            guard let status, let completed = status.completedAt else {
                let words =
                    "\(status?.listed ?? 0) accounts listed so far: until all are, users matched by mail address"
                return probes + [Probe(part: part, ok: true, message: words + " wait; `serve` lists them")]
            }
            let words = "accounts were listed last at \(completed.formatted(.iso8601)), and are again every day"
            return probes + [Probe(part: part, ok: true, message: words)]
        } catch {
            return probes + [Probe(part: part, ok: false, message: "\(error)")]
        }
    }
}
