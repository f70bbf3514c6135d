import Domain
import Foundation
import Server
import SyncEngine

/// What `/readyz` says: ready with store, workers and listener up, whatever identity providers and targets do.
struct ReadinessParts: Sendable {
    let store: any Store
    let pulse: Pulse
    let board: LaneBoard
    let indexes: AccountIndexRoster
    let hooks: HooksListener
    let time: any TimeSource

    func now() async -> Readiness {
        let pauses = await board.allPauses.map {
            Readiness.Detail(
                "\($0.lane.side.rawValue) \($0.lane.name)", "paused (\($0.reason.rawValue)): \($0.message)")
        }
        let listings = indexes.unfinished.map {
            Readiness.Detail(
                "target \($0.target)",
                "its accounts are being listed (\($0.listed) so far): users matched by mail address wait")
        }
        return Readiness(parts: [await storePart(), workersPart, listenerPart], details: pauses + listings)
    }

    private func storePart() async -> Readiness.Part {
        do throws(StoreError) {
            try await store.probe()
            return Readiness.Part("store", ok: true)
        } catch {
            return Readiness.Part("store", ok: false, reason: error.description)
        }
    }

    private var workersPart: Readiness.Part {
        guard let beat = pulse.lastBeat else { return Readiness.Part("workers", ok: false, reason: "not started") }
        let age = time.now.timeIntervalSince(beat)
        return age < 30
            ? Readiness.Part("workers", ok: true)
            : Readiness.Part("workers", ok: false, reason: "nothing was claimed for \(Int(age)) s")
    }

    private var listenerPart: Readiness.Part {
        hooks.isUp
            ? Readiness.Part("hooks listener", ok: true)
            : Readiness.Part("hooks listener", ok: false, reason: "it does not listen")
    }
}
