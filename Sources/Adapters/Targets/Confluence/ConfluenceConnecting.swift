public import Domain
import Foundation
import Settings

extension ConfluenceSettings: WritableTargetSettings {
    public func connect(
        name: String, transport: any HTTPTransport, index: any AccountIndexStore, time: any TimeSource
    ) throws -> ConnectedTarget {
        let target = try ConfluenceTarget(
            name: name, settings: self, transport: transport, index: index, time: time)
        return ConnectedTarget(target, lister: target.lister)
    }
}
