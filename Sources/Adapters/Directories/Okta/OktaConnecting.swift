public import Domain
import Foundation
import Settings

extension OktaSettings: DirectorySettings {
    public var credentials: [String] { [orgURL.absoluteString] + signIn.texts }

    public func connect(
        name: String, transport: any HTTPTransport, time: any TimeSource
    ) throws -> ConnectedDirectory {
        let directory = OktaDirectory(name: name, settings: self, transport: transport, time: time)
        return ConnectedDirectory(directory, subscriber: OktaSubscriber(of: directory, settings: self))
    }
}
