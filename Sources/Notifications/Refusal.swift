/// Why a request was not taken; nothing of it may be stored.
public struct Refusal: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable, Hashable, CaseIterable {
        case unsupportedMediaType
        /// Whatever was wrong or missing: the sender is not told.
        case unverified
        case malformed
        /// Verified, but no user stands where the configuration says.
        case namesNobody
    }
    public let code: Code
    /// Items of the batch that did not verify; 1 where the request is judged as a whole.
    public let rejected: Int
    /// For the log: holds neither secrets nor anything that the sender wrote.
    public let reason: String

    init(_ code: Code, _ reason: String, rejected: Int = 1) {
        self.code = code
        self.rejected = rejected
        self.reason = reason
    }

    /// The HTTP status that answers it.
    public var status: Int {
        switch code {
        case .unsupportedMediaType: 415
        case .unverified: 401
        case .malformed, .namesNobody: 400
        }
    }

    public var description: String { "\(code.rawValue): \(reason)" }
}
