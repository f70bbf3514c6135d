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
        let probes = await concurrently(lanes.sorted(), atMost: lanes.count) { lane in
            let probes =
                switch lane.side {
                case .connector: await examined(connector: connectors[lane.name] ?? [])
                case .target: await examined(target: targets[lane.name] ?? [])
                }
            if !probes.isEmpty, probes.allSatisfy(\.ok) { await board.proved(lane) }
            return probes
        }
        return probes.flatMap { $0 }
    }

    private func examined(connector routes: [Route]) async -> [Probe] {
        let paths = routes.reduce(into: Set<AttributePath>()) { $0.formUnion($1.pipeline.paths) }
        return await routes.first?.directory.examine(paths: paths) ?? []
    }

    private func examined(target routes: [Route]) async -> [Probe] {
        guard let target = routes.first?.target.reader else { return [] }
        let lister = routes.lazy.compactMap { indexes?.lister(for: $0.pipeline) }.first
        return await target.examine() + examined(lister)
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
