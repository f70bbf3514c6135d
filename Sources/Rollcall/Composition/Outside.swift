import Adapters
import Domain
import Foundation
import Metrics
import Settings
import SyncEngine

/// The identity providers and targets that the configuration names, each with its own HTTP client and rate.
struct Outside: Sendable {
    let directories: [String: ReloadableDirectory]
    let targets: [String: ReloadableTarget]
    private let transports: [Lane: any HTTPTransport]
    private let clients: [HTTPClientTransport]
    private let index: any AccountIndexStore
    private let time: any TimeSource

    /// - Throws: What is wrong with a proxy or a file of certificates; no client is left open then.
    init(_ configuration: Configuration, index: any AccountIndexStore, time: any TimeSource) async throws {
        var transports: [Lane: any HTTPTransport] = [:]
        var clients: [HTTPClientTransport] = []
        do {
            for (lane, settings) in configuration.lanes {
                let client = try HTTPClientTransport(
                    network: OutboundNetwork(
                        proxy: settings.network.proxy, noProxy: settings.network.noProxy,
                        caFile: settings.network.caFile),
                    userAgent: "Rollcall/\(RollcallVersion.text)")
                clients.append(client)
                let rate = RequestRate(requestsPerSecond: settings.requestsPerSecond, time: time)
                transports[lane] = RateLimited(Self.counted(client, lane), by: rate)
            }
            directories = try Self.makeDirectories(configuration, transports, time).mapValues(ReloadableDirectory.init)
            targets = try Self.makeTargets(configuration, transports, index, time).mapValues(ReloadableTarget.init)
        } catch {
            for client in clients { await client.shutdown() }
            throw error
        }
        self.transports = transports
        self.clients = clients
        self.index = index
        self.time = time
    }

    /// Puts adapters with the secrets of `configuration` in place of the present ones; their clients stay.
    func reload(_ configuration: Configuration) throws {
        for (name, directory) in try Self.makeDirectories(configuration, transports, time) {
            directories[name]?.replace(with: directory)
        }
        for (name, target) in try Self.makeTargets(configuration, transports, index, time) {
            targets[name]?.replace(with: target)
        }
    }

    /// The parts that a pipeline joins; nil where the configuration was refused for it already.
    func route(for pipeline: Pipeline) -> Route? {
        guard let directory = directories[pipeline.connector], let target = targets[pipeline.target] else { return nil }
        return Route(
            pipeline: pipeline, directory: directory,
            target: pipeline.mode == .live ? .live(target) : .simulated(target))
    }

    /// How each lane proves that it answers again.
    var probes: [Lane: LaneBoard.Probe] {
        var probes: [Lane: LaneBoard.Probe] = [:]
        for (name, directory) in directories {
            probes[Lane(.connector, name)] = {
                do throws(DirectoryError) { try await directory.probe() } catch { return LaneFault(error) }
                return nil
            }
        }
        for (name, target) in targets {
            probes[Lane(.target, name)] = {
                do throws(TargetError) { try await target.probe() } catch { return LaneFault(error) }
                return nil
            }
        }
        return probes
    }

    func shutdown() async {
        for client in clients { await client.shutdown() }
    }

    private static func makeDirectories(
        _ configuration: Configuration, _ transports: [Lane: any HTTPTransport], _ time: any TimeSource
    ) throws -> [String: ConnectedDirectory] {
        var directories: [String: ConnectedDirectory] = [:]
        for connector in configuration.connectors {
            guard let settings = connector.settings as? any DirectorySettings,
                let transport = transports[Lane(.connector, connector.name)]
            else { continue }
            directories[connector.name] = try settings.connect(name: connector.name, transport: transport, time: time)
        }
        return directories
    }

    private static func makeTargets(
        _ configuration: Configuration, _ transports: [Lane: any HTTPTransport], _ index: any AccountIndexStore,
        _ time: any TimeSource
    ) throws -> [String: ConnectedTarget] {
        var targets: [String: ConnectedTarget] = [:]
        for target in configuration.targets {
            guard let settings = target.settings as? any WritableTargetSettings,
                let transport = transports[Lane(.target, target.name)]
            else { continue }
            targets[target.name] = try settings.connect(
                name: target.name, transport: transport, index: index, time: time)
        }
        return targets
    }

    private static func counted(_ client: HTTPClientTransport, _ lane: Lane) -> any HTTPTransport {
        let metric = lane.side == .connector ? MetricNames.directoryRequests : MetricNames.targetRequests
        return ObservedTransport(client) { status in
            Counter(
                label: metric,
                dimensions: [(lane.side.rawValue, lane.name), ("status", status.map(String.init) ?? "error")]
            ).increment()
        }
    }
}
