/// Holds wanted against current values: pure, and the same for whoever asks.
public enum Planner {
    /// Why the target cannot hold a value (nil: clearing) under an attribute, in words; nil if it can.
    public typealias Objection = (_ value: String?, _ attribute: TargetAttribute) -> String?
    /// A value as the target keeps it.
    public typealias Normal = (_ value: String, _ attribute: TargetAttribute) -> String

    /// Plans every mapping for one user.
    ///
    /// Values are equal when their Unicode scalars are: "é" in one scalar differs from "é" in two and is written. What
    /// a target does not give back as it was written, `normal` has to foresee or `objection` to refuse.
    /// - Parameters:
    ///   - current: what the target holds; a name without a value is absent.
    ///   - normal: the target's `normalized(_:for:)`.
    ///   - objection: the target's, asked only for what would be written.
    public static func plan(
        mappings: [Mapping], profile: Profile, current: [TargetAttribute: String],
        normal: Normal = { value, _ in value }, objection: Objection
    ) -> Plan {
        Plan(
            attributes: mappings.map { mapping in
                let row = Row(mapping, current: current)
                return switch mapping.resolve(profile) {
                case .value(let value): row.writing(normal(value, mapping.target)).checked(by: objection)
                case .empty where mapping.whenEmpty == .clear: row.clearing.checked(by: objection)
                case .empty: row.planned(nil, .keep)
                case .error(let words): row.planned(nil, .error, error: words)
                }
            })
    }

    /// Plans to take away every mapped value of a user who left: `clear` of `onOutOfScope`, `onDisabled`, `onDeleted`.
    public static func clearing(
        mappings: [Mapping], current: [TargetAttribute: String], objection: Objection
    ) -> Plan {
        Plan(attributes: mappings.map { Row($0, current: current).clearing.checked(by: objection) })
    }
}

/// One mapping against what the target holds for it.
private struct Row {
    let mapping: Mapping
    let current: String?

    init(_ mapping: Mapping, current: [TargetAttribute: String]) {
        self.mapping = mapping
        let value = current[mapping.target]
        self.current = value == "" ? nil : value
    }

    func writing(_ wanted: String) -> PlannedAttribute {
        guard let current else { return planned(wanted, .set) }
        return planned(wanted, wanted.unicodeScalars.elementsEqual(current.unicodeScalars) ? .none : .change)
    }

    var clearing: PlannedAttribute { planned(nil, current == nil ? .none : .clear) }

    func planned(_ wanted: String?, _ action: PlannedAttribute.Action, error: String? = nil) -> PlannedAttribute {
        PlannedAttribute(
            target: mapping.target, source: mapping.sourceText, wanted: wanted, current: current, action: action,
            error: error)
    }
}

extension PlannedAttribute {
    fileprivate func checked(by objection: Planner.Objection) -> PlannedAttribute {
        guard action.writes, let words = objection(wanted, target) else { return self }
        return PlannedAttribute(
            target: target, source: source, wanted: wanted, current: current, action: .error, error: words)
    }
}
