public import Domain
import Foundation

/// Pages of `GET /users` (contracts/google.md, Users), in the order of the mail addresses.
extension GoogleDirectory: ListableDirectory {
    private static let mostUsers = 500
    private static let listing = "GET /users"

    public func page(after cursor: String?, paths: Set<AttributePath>) async throws(DirectoryError) -> UserPage {
        var fields = [
            (name: "customer", value: customer), ("maxResults", "\(Self.mostUsers)"), ("projection", "full"),
            ("orderBy", "email"),
        ]
        var token: String?
        if let cursor {
            guard let from = GoogleCursor(cursor), from.isOf(paths, customer) else {
                throw DirectoryError(
                    .expired, connector: name, request: Self.listing,
                    cause: "the listing was begun with another configuration")
            }
            token = from.pageToken
            fields.append(("pageToken", from.pageToken))
        }
        let request = DirectoryRequest(
            target: "\(Self.users)?" + PercentEncoding.query(fields), name: Self.listing)
        let answer = try await access.send(request)
        guard (200..<300).contains(answer.status) else {
            let fault = access.fault(answer, request)
            let isTooOld = token != nil && (answer.status == 410 || answer.status == 400)
            throw isTooOld && GoogleFault(answer).isGoogles ? access.fault(.expired, request, fault.cause) : fault
        }
        let (users, next) = try users(in: try access.object(in: answer, request), request)
        guard next == nil || next != token else {
            throw access.fault(.malformed, request, "the next page is this one again")
        }
        return UserPage(
            profiles: try await profiles(of: users, GoogleSelection(paths)),
            next: next.map { GoogleCursor($0, paths, customer).text })
    }

    /// The users of a page, and the token of the next one.
    func users(
        in page: [String: AttributeValue], _ request: DirectoryRequest
    ) throws(DirectoryError) -> (users: [GoogleUser], next: String?) {
        var users: [GoogleUser] = []
        switch page["users"] {
        case .list(let values)?:
            users.reserveCapacity(values.count)
            for value in values {
                do throws(GoogleUser.Fault) { users.append(try GoogleUser(value)) } catch {
                    throw access.fault(.malformed, request, error.cause)
                }
            }
        case .object?, .text?, .number?, .flag?:
            throw access.fault(.malformed, request, "the answer has no list of users")
        case .null?, nil:
            // An empty page has no list, but it is one of Google's: anything else would end a listing too early.
            guard page["kind"] != nil || page["etag"] != nil || page["nextPageToken"] != nil else {
                throw access.fault(.malformed, request, "the answer is no page of users")
            }
        }
        switch page["nextPageToken"] {
        case nil, .null?: return (users, nil)
        case .text(let token)?: return (users, token.isEmpty ? nil : token)
        default: throw access.fault(.malformed, request, "the token of the next page is no text")
        }
    }
}
