import Domain
import Foundation
import Logging
import Server
import ServiceLifecycle
import Settings
import Storage
import SyncEngine
import Synchronization
import UnixSignals

/// Reads the configuration's secrets and certificates again on SIGHUP, without dropping a request.
///
/// Everything else in the file is read at start alone; a file that has faults changes nothing.
struct SecretReload: Service {
    let composition: Composition
    let hooks: HooksListener
    let console: ConsoleListener
    let secrets: ListenerSecrets

    func run() async throws {
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        await cancelWhenGracefulShutdown {
            for await _ in hangups { await reload() }
        }
    }

    private func reload() async {
        do {
            let configuration = try Composition.configuration(at: composition.configuration.file)
            try secrets.replace(with: configuration)
            try composition.outside.reload(configuration)
            await composition.board.replaceCredentials(
                try CredentialDigests.make(configuration, salt: try await composition.store.salt()))
            hooks.reloadCertificate()
            console.reloadCertificate()
            composition.logger.notice("secrets and certificates were read again")
        } catch let error as ConfigurationError {
            for problem in error.problems {
                composition.logger.error("secrets were not read again: \(problem.description)")
            }
        } catch {
            composition.logger.error("secrets were not read again: \(error)")
        }
    }
}

/// What the listeners check requests against, as last read.
final class ListenerSecrets: Sendable {
    private struct Present {
        var endpoints: [String: HookEndpoint]
        var metricsAccess: MetricsAccess
    }
    private let factory: HookEndpoints
    private let present: Mutex<Present>

    init(_ configuration: Configuration, factory: HookEndpoints) throws {
        self.factory = factory
        present = Mutex(
            Present(
                endpoints: try factory.make(configuration), metricsAccess: MetricsAccess(configuration.console)))
    }

    var endpoints: [String: HookEndpoint] { present.withLock { $0.endpoints } }
    var metricsAccess: MetricsAccess { present.withLock { $0.metricsAccess } }

    func replace(with configuration: Configuration) throws {
        let endpoints = try factory.make(configuration)
        present.withLock { present in
            // Addresses stay those of the start: a new connector needs its pipelines and lanes, too.
            for name in present.endpoints.keys { present.endpoints[name] = endpoints[name] ?? present.endpoints[name] }
            present.metricsAccess = MetricsAccess(configuration.console)
        }
    }
}
