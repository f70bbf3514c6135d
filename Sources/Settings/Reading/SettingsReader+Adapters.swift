extension SettingsReader {
    /// A part of the file whose scalars the environment can override, there or not.
    func overridablePart(_ key: String) -> SettingsReader? {
        let prefix = "ROLLCALL_" + ReadingContext.words(of: key)
        guard let node = node(key) else {
            return SettingsReader(
                entries: [], line: line(of: key), path: key, context: context, variablePrefix: prefix)
        }
        guard case .mapping(let entries, _) = node else {
            reject(key, at: node.line, "must be a mapping, not \(node.kind)")
            return nil
        }
        return SettingsReader(
            entries: entries, line: line(of: key), path: key, context: context, variablePrefix: prefix)
    }

    /// The connectors or targets under `key`, read as far as they can be.
    func adapters(_ key: String, kind: String, schemas: [AdapterSchema]) -> [DeclaredAdapter] {
        guard let part = section(key) else { return [] }
        return part.entries.map { entry in
            part.cursor.ask(for: entry.key)
            part.checkName(entry.key, line: entry.line, key: part.fullName(of: entry.key))
            guard case .mapping(let entries, _) = entry.value else {
                part.reject(entry.key, at: entry.line, "must be a mapping with a type, not \(entry.value.kind)")
                return DeclaredAdapter(name: entry.key, type: nil, reader: part, settings: nil)
            }
            var reader = part.reader(
                entries, line: entry.line, path: part.fullName(of: entry.key), variables: nil)
            let type = reader.text("type")
            guard let schema = schemas.first(where: { $0.type == type }) else {
                reader.cursor.acceptAll()
                if let type { reader.refuseType(type, kind: kind, types: schemas.map(\.type)) }
                return DeclaredAdapter(name: entry.key, type: nil, reader: reader, settings: nil)
            }
            reader.plainHTTP = reader.flag("plainHTTP", default: false) ?? false
            let settings = schema.read(&reader, entry.key)
            return DeclaredAdapter(name: entry.key, type: schema.type, reader: reader, settings: settings)
        }
    }

    /// Names appear in addresses, metrics and variables of scripts.
    func checkName(_ name: String, line: Int, key: String) {
        let marks: Set<Character> = [".", "_", "-"]
        let fits = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) || marks.contains($0) }
        guard fits, (1...64).contains(name.count), name != ".", name != ".." else {
            context.log.add(
                line: line, key: key,
                "'\(name)' is no name: 1 to 64 letters, digits, dots, hyphens and underscores are allowed")
            return
        }
    }

    private func refuseType(_ type: String, kind: String, types: [String]) {
        problem(
            "unknown \(kind) type '\(type)'; \(Nearest.hint(for: type, among: types, label: "there are"))", key: "type")
    }
}

/// A connector or target as far as it was understood.
struct DeclaredAdapter {
    let name: String
    /// nil when unknown.
    let type: String?
    let reader: SettingsReader
    /// nil when something in it is wrong.
    let settings: (any AdapterSettings)?

    var named: Named? {
        guard let type, let settings else { return nil }
        return Named(name: name, type: type, settings: settings, line: reader.line)
    }
}
