import Domain
import Foundation

/// A profile as an adapter would read it from this JSON object.
func profile(_ json: String, unknown: Set<String> = [], isDisabled: Bool = false) throws -> Profile {
    guard case .object(let attributes) = try AttributeValue(json: Data(json.utf8)) else {
        throw NoObject()
    }
    return Profile(id: "42", attributes: attributes, unknown: unknown, isDisabled: isDisabled)
}

private struct NoObject: Error {}
