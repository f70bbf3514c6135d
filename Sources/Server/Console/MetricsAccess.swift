public import Foundation

/// Who may read `/metrics`.
public enum MetricsAccess: Sendable {
    case open
    /// Whoever sends one of these as `Authorization: Bearer`; none: nobody.
    case tokens([Data])
}
