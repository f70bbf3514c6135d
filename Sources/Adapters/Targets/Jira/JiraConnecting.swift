public import Domain
import Foundation
import Settings

extension JiraSettings: WritableTargetSettings {
    public var credentials: [String] {
        switch method {
        case .adminPages(let username, let password): [baseURL.absoluteString, username, password.reveal()]
        case .companion(let token, _): [baseURL.absoluteString, token.reveal()]
        }
    }

    public func connect(
        name: String, transport: any HTTPTransport, time: any TimeSource
    ) throws -> any TargetWriter {
        try JiraTarget(name: name, settings: self, transport: transport, time: time)
    }
}
