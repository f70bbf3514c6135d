extension SettingsReader {
    /// A mapping inside this one; nil when absent, too.
    public func section(_ key: String) -> SettingsReader? {
        guard let node = node(key) else { return nil }
        guard case .mapping(let entries, _) = node else {
            reject(key, at: node.line, "must be a mapping, not \(node.kind)")
            return nil
        }
        return reader(entries, line: line(of: key), path: fullName(of: key), variables: key)
    }

    /// As `section`, and a problem when it is absent.
    public func requiredSection(_ key: String) -> SettingsReader? {
        if node(key) == nil { missing(key) }
        return section(key)
    }

    /// A list of mappings; empty when absent, nil when it is something else. Items that are no mappings are reported
    /// and left out.
    public func sections(_ key: String) -> [SettingsReader]? {
        guard let items = list(key) else { return isWritten(key) ? nil : [] }
        return items.enumerated().compactMap { index, item in
            let path = "\(fullName(of: key))[\(index)]"
            guard case .mapping(let entries, let line) = item else {
                context.log.add(line: item.line, key: path, "'\(path)' must be a mapping, not \(item.kind)")
                return nil
            }
            return reader(entries, line: line, path: path, variables: nil)
        }
    }

    /// A list of texts, none of them empty; empty when absent.
    public func texts(_ key: String) -> [String]? {
        guard let items = scalars(key) else { return isWritten(key) ? nil : [] }
        var texts: [String] = []
        for item in items {
            if item.text.isEmpty { reject(key, item, "has an empty item") } else { texts.append(item.text) }
        }
        return texts.count == items.count ? texts : nil
    }

    /// A mapping of texts, in the order of the file; nil when absent, too.
    func dictionary(_ key: String) -> [(key: String, value: YAMLScalar)]? {
        guard let node = node(key) else { return nil }
        guard case .mapping(let entries, _) = node else {
            reject(key, at: node.line, "must be a mapping, not \(node.kind)")
            return nil
        }
        var pairs: [(key: String, value: YAMLScalar)] = []
        for entry in entries {
            if case .scalar(let scalar) = entry.value {
                pairs.append((entry.key, scalar))
            } else {
                reject(key, at: entry.line, "must have single values, not \(entry.value.kind)")
            }
        }
        return pairs.count == entries.count ? pairs : nil
    }

    func list(_ key: String) -> [YAMLNode]? {
        guard let node = node(key) else { return nil }
        guard case .list(let items, _) = node else {
            reject(key, at: node.line, "must be a list, not \(node.kind)")
            return nil
        }
        return items
    }

    func scalars(_ key: String) -> [YAMLScalar]? {
        guard let items = list(key) else { return nil }
        var scalars: [YAMLScalar] = []
        for item in items {
            if case .scalar(let scalar) = item {
                scalars.append(scalar)
            } else {
                reject(key, at: item.line, "must hold single values, not \(item.kind)")
            }
        }
        return scalars.count == items.count ? scalars : nil
    }

    func reader(_ entries: [YAMLEntry], line: Int, path: String, variables key: String?) -> SettingsReader {
        let prefix = variablePrefix.flatMap { prefix in key.map { ReadingContext.variable(prefix, $0) } }
        var reader = SettingsReader(
            entries: entries, line: line, path: path, context: context, variablePrefix: prefix)
        reader.plainHTTP = plainHTTP
        reader.outerNetwork = outerNetwork
        return reader
    }
}
