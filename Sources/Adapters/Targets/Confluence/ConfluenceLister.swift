public import Domain
import Foundation

/// Lists all of Confluence's accounts, by the best resource that the version has (contracts/confluence.md, "Finding a
/// user").
public struct ConfluenceLister: AccountLister {
    /// In the order in which they are read; each goes on with the next.
    private enum Source: String {
        /// Licensed users, in newer versions with their addresses: that saves reading those one by one.
        case active
        case all
        /// In place of `all` where the version has no such listing.
        case group
    }
    private struct Place {
        let source: Source
        let start: Int
    }
    private struct Page: Decodable {
        struct Links: Decodable {
            let next: String?
        }
        let results: [ConfluenceAccount]
        let limit: Int?
        let size: Int?
        let _links: Links?
    }
    private static let limit = 200
    /// No Confluence has so many; a listing that never ends would.
    private static let mostAccounts = 10_000_000

    public let index: AccountIndex
    let sender: any AuthenticatedSender
    let users: ConfluenceUsers
    let mail: MailAddresses
    let group: String

    public func mailAddress(of account: TargetUser) async throws(TargetError) -> String? {
        try await mail.address(of: account)
    }

    public func page(after cursor: String?) async throws(TargetError) -> AccountPage {
        let place = Self.place(cursor) ?? Place(source: .active, start: 0)
        var request = request(place.source)
        request.query = [("start", String(place.start)), ("limit", String(Self.limit))]
        let answer = try await sender.send(request).answer
        guard answer.status == 200 else { return try lacking(place.source, answer) }
        let page = try answer.decoded(as: Page.self)
        let found = page.results.compactMap(\.user)
        guard page.results.isEmpty || !found.isEmpty else {
            throw answer.error(.malformed, "a page of accounts without user names and keys")
        }
        let accounts = place.source == .active ? found.filter { $0.email != nil } : found
        guard let start = next(of: page, after: place.start), start < Self.mostAccounts,
            // Without addresses the other listing tells as much, and more.
            place.source != .active || !accounts.isEmpty
        else {
            return AccountPage(
                accounts: accounts, next: place.source == .active ? Self.cursor(Place(source: .all, start: 0)) : nil)
        }
        return AccountPage(accounts: accounts, next: Self.cursor(Place(source: place.source, start: start)))
    }

    public func examine() async -> [Probe] {
        let part = "\(index.target): accounts"
        do throws(TargetError) {
            var page = try await page(after: nil)
            while page.accounts.isEmpty, let next = page.next { page = try await self.page(after: next) }
            guard let first = page.accounts.first else {
                return [
                    Probe(
                        part: part, ok: false, message: "Confluence lists nobody",
                        remedy: "let the account see all users, or correct listGroup")
                ]
            }
            if first.email == nil { _ = try await mail.address(of: try await users.ownAccount()) }
        } catch {
            return [Probe(part, error)]
        }
        return [Probe(part: part, ok: true, message: "accounts can be listed and mail addresses be read")]
    }

    /// What a listing that is not there leads to.
    private func lacking(_ source: Source, _ answer: TargetAnswer) throws(TargetError) -> AccountPage {
        switch (source, answer.status) {
        case (.active, 400...405), (.active, 410):
            return AccountPage(accounts: [], next: Self.cursor(Place(source: .all, start: 0)))
        case (.all, 404), (.all, 405), (.all, 410):
            return AccountPage(accounts: [], next: Self.cursor(Place(source: .group, start: 0)))
        case (.group, 404):
            throw answer.error(
                .refused, "there is no group of this name (404)", remedy: "correct listGroup in the configuration")
        default: throw answer.failure()
        }
    }

    private func request(_ source: Source) -> TargetRequest {
        let path =
            switch source {
            case .active: "/rest/api/admin/users/list/active"
            case .all: "/rest/api/user/list"
            case .group: "/rest/api/group/\(PercentEncoding.component(group))/member"
            }
        var request = TargetRequest.rest(path)
        request.isOptional = true
        return request
    }

    /// nil: this was the last page. The server may give fewer than were asked for, and leave some out.
    private func next(of page: Page, after start: Int) -> Int? {
        let size = max(page.size ?? 0, page.results.count)
        let linked = page._links?.next.flatMap { URL(string: $0) }.flatMap { $0.queryValue("start") }.flatMap {
            Int($0)
        }
        if let linked, linked > start { return linked }
        guard size > 0, page._links?.next != nil || size >= page.limit ?? Self.limit else { return nil }
        return start + size
    }

    private static func cursor(_ place: Place) -> String { "\(place.source.rawValue):\(place.start)" }

    private static func place(_ cursor: String?) -> Place? {
        let parts = (cursor ?? "").split(separator: ":")
        guard parts.count == 2, let source = Source(rawValue: String(parts[0])), let start = Int(parts[1]) else {
            return nil
        }
        return Place(source: source, start: start)
    }
}
