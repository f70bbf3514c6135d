import Domain

/// Confluence's profile fields.
private enum ProfileField: String, CaseIterable { case phone, im, website, position, department, location }

extension SettingsReader {
    /// The rows of a pipeline; empty when absent, nil when one of them is wrong.
    func mappings(_ key: String, for target: (any TargetSettings)?) -> [Mapping]? {
        guard let items = sections(key) else { return nil }
        var lines: [TargetAttribute: Int] = [:]
        let mappings = items.map { item in
            let attribute = item.targetAttribute(for: target)
            if let attribute {
                if let first = lines[attribute] {
                    item.problem(
                        "\(attribute.kind.rawValue) '\(attribute.name)' is mapped already, on line \(first)",
                        key: attribute.kind.rawValue)
                }
                lines[attribute] = lines[attribute] ?? item.line(of: attribute.kind.rawValue)
            }
            return item.mapping(to: attribute)
        }
        let areComplete = items.count == list(key)?.count ?? 0 && !mappings.contains(nil)
        return areComplete ? mappings.compactMap { $0 } : nil
    }

    private func mapping(to attribute: TargetAttribute?) -> Mapping? {
        let source = mappingSource()
        let transforms = transforms("transforms")
        let whenEmpty = whenEmpty("whenEmpty")
        guard let attribute, let source, let transforms, let whenEmpty else { return nil }
        return Mapping(target: attribute, source: source, transforms: transforms, whenEmpty: whenEmpty)
    }

    private func targetAttribute(for target: (any TargetSettings)?) -> TargetAttribute? {
        let attribute: TargetAttribute?
        switch exactlyOne(of: ["property", "field"]) {
        case "property"?: attribute = text("property").map { TargetAttribute(.property, $0) }
        case "field"?:
            attribute = choice("field", as: ProfileField.self).map { TargetAttribute(.field, $0.rawValue) }
        default: attribute = nil
        }
        if let attribute, let objection = target?.objection(toMapping: attribute) {
            problem("'\(path)': \(objection)", key: attribute.kind.rawValue)
        }
        return attribute
    }

    private func mappingSource() -> MappingSource? {
        switch exactlyOne(of: ["from", "first", "template", "constant"]) {
        case "from"?: return attributePath("from").map { .from($0) }
        case "first"?:
            guard let items = scalars("first") else { return nil }
            if items.isEmpty { reject("first", "has no paths in it") }
            let paths = items.map { attributePath("first", $0) }
            return items.isEmpty || paths.contains(nil) ? nil : .first(paths.compactMap { $0 })
        case "template"?: return template("template").map { .template($0) }
        case "constant"?: return text("constant").map { .constant($0) }
        default: return nil
        }
    }

    private func template(_ key: String) -> Template? {
        required(key) { scalar in
            do throws(AttributePathError) {
                return try Template(scalar.text)
            } catch {
                reject(key, scalar, "is no template: \(error.description)")
                return nil
            }
        }
    }

    private func whenEmpty(_ key: String) -> Mapping.WhenEmpty? {
        switch node(key) {
        case nil: return .keep
        case .mapping?: return section(key)?.text("default").map { .fallback($0) }
        case .scalar(let scalar)? where scalar.text == "keep": return .keep
        case .scalar(let scalar)? where scalar.text == "clear": return .clear
        case let node?:
            let found = if case .scalar(let scalar) = node { "'\(scalar.text)'" } else { node.kind }
            reject(key, at: node.line, "must be keep, clear or { default: TEXT }, not \(found)")
            return nil
        }
    }
}
