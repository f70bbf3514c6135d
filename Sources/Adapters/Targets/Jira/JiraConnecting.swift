public import Domain
import Foundation
import Settings

extension JiraSettings: WritableTargetSettings {
    public func connect(
        name: String, transport: any HTTPTransport, index: any AccountIndexStore, time: any TimeSource
    ) throws -> ConnectedTarget {
        ConnectedTarget(try JiraTarget(name: name, settings: self, transport: transport, time: time))
    }
}
