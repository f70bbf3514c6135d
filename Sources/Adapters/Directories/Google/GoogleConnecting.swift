public import Domain
import Foundation
import Settings

extension GoogleSettings: DirectorySettings {
    public var credentials: [String] {
        let key = serviceAccountKey
        return [key.clientEmail, key.privateKey.reveal(), key.keyID ?? "", key.tokenURI, delegatedAdmin]
    }

    public func connect(
        name: String, transport: any HTTPTransport, time: any TimeSource
    ) throws -> ConnectedDirectory {
        let directory = GoogleDirectory(name: name, settings: self, transport: transport, time: time)
        return ConnectedDirectory(directory, subscriber: GoogleSubscriber(of: directory, settings: self))
    }
}
