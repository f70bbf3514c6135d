import Domain

/// What the IdP said about one user: read once for all pipelines that were claimed together.
typealias Reading = Result<Profile, DirectoryError>

extension Directory {
    func reading(of id: String, for routes: [Route]) async -> Reading {
        let paths = routes.reduce(into: Set<AttributePath>()) { $0.formUnion($1.paths) }
        do throws(DirectoryError) {
            return .success(try await profile(of: id, paths: paths))
        } catch {
            return .failure(error)
        }
    }
}
