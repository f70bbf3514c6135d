import Foundation
import HTTPTypes
import Hummingbird
import Synchronization
import TestSupport

extension ImitationConfluence {
    func rest(_ request: LoopbackServer.Received, _ resource: String, _ traits: Traits) -> Response {
        var cookies: [String] = []
        if let isRight = isBasicRight(request) {
            if let refusal = judge(isRight, traits) { return refusal }
            cookies = open(isConfirmed: false, traits)
        }
        let isKnown = !cookies.isEmpty || session(of: request) != nil || hasBearer(request)
        if resource == "api/user/current" {
            let own =
                isKnown ? person("ff80").map(Self.description) : ["type": "anonymous", "displayName": "Anonymous"]
            return Response.text(Self.json(own ?? [:])).setting(cookies: cookies)
        }
        if resource.hasPrefix("mobile/1.0/profile/") {
            return mobileProfile(String(resource.dropFirst(19)), isKnown: isKnown, traits)
        }
        // To somebody who is not signed in nobody is there.
        guard isKnown else { return Self.missing("nobody") }
        switch resource {
        case "api/user": return user(request.query)
        case "api/user/list":
            return traits.listsAll ? list(request.query, traits) { _ in true } : Self.missing("null for uri")
        case "api/group/\(Self.group)/member":
            return list(request.query, traits) { $0.active }
        case "api/admin/users/list/active":
            guard let tells = traits.activeTellsMail else { return .html("<html><h1>404</h1></html>", status: 404) }
            return list(request.query, traits, tellsMail: tells) { $0.active }
        default: return Self.missing("null for uri")
        }
    }

    static func missing(_ words: String) -> Response {
        .text(
            Self.json(["statusCode": 404, "data": [:], "message": words, "reason": "Not Found"]), status: 404)
    }

    private func user(_ query: [String: String]) -> Response {
        guard (query["key"] == nil) != (query["username"] == nil) else { return .text("{}", status: 400) }
        let found = query["key"].map { person($0) } ?? person(named: query["username"] ?? "")
        return found.map { .text(Self.json(Self.description($0))) } ?? Self.missing("No user found")
    }

    private func mobileProfile(_ name: String, isKnown: Bool, _ traits: Traits) -> Response {
        guard traits.hasMobileProfiles else { return .html("<html><h1>404</h1></html>", status: 404) }
        guard isKnown, let person = person(named: name) else {
            return .text(Self.json(["userName": name, "unknownUser": true]))
        }
        var profile: [String: Any] = ["userName": person.name, "fullName": person.fullName, "department": "?"]
        if traits.mobileTellsMail { profile["email"] = person.email }
        return .text(Self.json(profile))
    }

    private func list(
        _ query: [String: String], _ traits: Traits, tellsMail: Bool = false, _ includes: (Person) -> Bool
    ) -> Response {
        let start = Int(query["start"] ?? "") ?? 0
        let limit = min(Int(query["limit"] ?? "") ?? 25, traits.mostOfPage)
        let all = state.withLock { Array($0.people.values) }.filter(includes).sorted { $0.key < $1.key }
        let page = all.dropFirst(start).prefix(limit)
        let results = page.map { person in
            tellsMail
                ? Self.description(person).merging(["email": person.email]) { $1 } : Self.description(person)
        }
        let more = start + page.count < all.count
        let links = more ? ["next": "/rest/api/x?start=\(start + limit)&limit=\(limit)"] : [:]
        return .text(
            Self.json([
                "results": results, "start": start, "limit": limit, "size": page.count, "_links": links,
            ]))
    }

    private static func description(_ person: Person) -> [String: Any] {
        [
            "type": "known", "username": person.name, "userKey": person.key, "displayName": person.fullName,
            "status": person.active ? "current" : "deactivated", "_links": ["self": "x"],
        ]
    }
}
