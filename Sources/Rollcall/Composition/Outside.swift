import Adapters
import Domain
import Foundation
import Metrics
import Settings
import SyncEngine

/// The identity providers and targets that the configuration names, each with its own HTTP client and rate.
struct Outside: Sendable {
    let directories: [String: any Directory]
    let targets: [String: any TargetWriter]
    /// By connector; those that are Entra's.
    let subscriptions: [String: EntraSubscriptions]
    private let transports: [HTTPClientTransport]

    init(_ configuration: Configuration, time: any TimeSource) throws {
        var directories: [String: any Directory] = [:]
        var targets: [String: any TargetWriter] = [:]
        var clients: [HTTPClientTransport] = []
        var subscriptions: [String: EntraSubscriptions] = [:]

        func transport(
            _ network: NetworkSettings, rate: Int, counting metric: String, _ label: String, _ name: String
        ) throws -> any HTTPTransport {
            let client = try HTTPClientTransport(
                network: OutboundNetwork(proxy: network.proxy, noProxy: network.noProxy, caFile: network.caFile),
                userAgent: "Rollcall/\(RollcallVersion.text)")
            clients.append(client)
            let observed = ObservedTransport(client) { status in
                Counter(
                    label: metric, dimensions: [(label, name), ("status", status.map(String.init) ?? "error")]
                ).increment()
            }
            return RateLimited(observed, by: RequestRate(requestsPerSecond: rate, time: time))
        }

        for connector in configuration.connectors {
            guard let entra = connector.settings as? EntraSettings else { continue }
            let transport = try transport(
                entra.network, rate: entra.requestsPerSecond, counting: MetricNames.directoryRequests, "connector",
                connector.name)
            let directory = EntraDirectory(
                name: connector.name, settings: entra, transport: transport, time: time)
            directories[connector.name] = directory
            subscriptions[connector.name] = EntraSubscriptions(of: directory, settings: entra)
        }
        for target in configuration.targets {
            guard let jira = target.settings as? JiraSettings else { continue }
            let transport = try transport(
                jira.network, rate: jira.requestsPerSecond, counting: MetricNames.targetRequests, "target",
                target.name)
            targets[target.name] = try JiraTarget(name: target.name, settings: jira, transport: transport, time: time)
        }
        self.directories = directories
        self.targets = targets
        self.subscriptions = subscriptions
        transports = clients
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
        for transport in transports { await transport.shutdown() }
    }
}
