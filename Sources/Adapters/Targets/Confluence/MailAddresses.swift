import Domain
import Foundation
import Synchronization

/// Reads the mail addresses that Confluence's REST does not tell (contracts/confluence.md, "Finding a user").
final class MailAddresses: Sendable {
    private struct MobileProfile: Decodable {
        let userName: String?
        let email: String?
        let unknownUser: Bool?
    }
    private enum Finding {
        case address(String)
        /// A profile without one, or of nobody.
        case none
        /// This profile is not to be had.
        case noProfile
        /// None is.
        case noResource
    }

    private let sender: any AuthenticatedSender
    /// nil: without administration pages.
    private let pages: EditUserPages?
    private let lacksMobileProfiles = Mutex(false)

    init(sender: any AuthenticatedSender, pages: EditUserPages?) {
        self.sender = sender
        self.pages = pages
    }

    /// nil: the account has none, or hides it.
    /// - Throws: `.notFound` when the account is gone, `.refused` when there is no way to read its address.
    func address(of user: TargetUser) async throws(TargetError) -> String? {
        let finding = try await mobileProfile(of: user)
        if case .address(let address) = finding { return address }
        guard let pages else {
            if case .none = finding { return nil }
            throw sender.channel.error(
                .refused, Self.profile(of: ""), "this Confluence tells no mail addresses",
                remedy: "match by username, or use method: admin-pages")
        }
        let form = try await pages.form(of: user)
        // The user is there: it was the resource that is not.
        if case .noResource = finding { lacksMobileProfiles.withLock { $0 = true } }
        guard let email = form.email else {
            if case .none = finding { return nil }
            throw sender.channel.error(
                .refused, EditUserPages.page(of: ""), "neither the mobile profile nor the edit form tells the address",
                remedy: "match by username")
        }
        return email.value.isEmpty ? nil : email.value
    }

    private func mobileProfile(of user: TargetUser) async throws(TargetError) -> Finding {
        if lacksMobileProfiles.withLock({ $0 }) { return .noResource }
        let answer = try await sender.send(Self.profile(of: user.name)).answer
        guard answer.status == 200 else {
            switch answer.status {
            case 404, 405, 410: return .noResource
            // Names that it does not take; a session that is over.
            case 400, 403: return .noProfile
            default: throw answer.failure()
            }
        }
        let profile = try answer.decoded(as: MobileProfile.self)
        guard profile.unknownUser != true, profile.userName?.caseFolded == user.name.caseFolded,
            let email = profile.email, email.contains("@")
        else { return .none }
        return .address(email)
    }

    private static func profile(of name: String) -> TargetRequest {
        // Errors must not show the name, which is part of the path.
        var request = TargetRequest.rest("/rest/mobile/1.0/profile/" + PercentEncoding.component(name))
        request.isOptional = true
        request.name = "GET /rest/mobile/1.0/profile/…"
        return request
    }
}
