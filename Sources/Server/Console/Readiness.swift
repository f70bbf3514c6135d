/// Whether the process does its work: what `/readyz` answers.
public struct Readiness: Sendable, Hashable, Codable {
    /// Something without which Rollcall is not ready: `store`, `workers`, `listener`.
    public struct Part: Sendable, Hashable, Codable {
        public let name: String
        public let ok: Bool
        /// Why it is not; without secrets, for anybody may read it.
        public let reason: String?

        public init(_ name: String, ok: Bool, reason: String? = nil) {
            self.name = name
            self.ok = ok
            self.reason = reason
        }
    }

    /// Something that stands still outside, such as a paused target; readiness does not depend on it.
    public struct Detail: Sendable, Hashable, Codable {
        public let name: String
        public let message: String

        public init(_ name: String, _ message: String) {
            self.name = name
            self.message = message
        }
    }

    public let parts: [Part]
    public let details: [Detail]

    public init(parts: [Part], details: [Detail] = []) {
        self.parts = parts
        self.details = details
    }

    public var isReady: Bool { parts.allSatisfy(\.ok) }
}
