import Foundation

extension SettingsReader {
    /// A secret by reference that must be there: `{ env: NAME }` or `{ file: PATH }`.
    public func secret(_ key: String) -> Secret? {
        guard let node = node(key) else {
            missing(key)
            return nil
        }
        return secret(key, node, encodings: false)
    }

    /// nil when absent, too.
    public func optionalSecret(_ key: String) -> Secret? {
        node(key).flatMap { secret(key, $0, encodings: false) }
    }

    /// One secret or a list of them (rotation: all are accepted, the first is used for sending); never empty.
    public func secrets(_ key: String) -> [Secret]? { secrets(key, encodings: false) }

    /// As `secrets`; nil when absent, too.
    public func optionalSecrets(_ key: String) -> [Secret]? { node(key) == nil ? nil : secrets(key, encodings: false) }

    /// What a file holds that must be there, named by its path alone: certificates and their keys.
    public func fileText(_ key: String) -> Secret? {
        guard let path = path(key) else { return nil }
        let source = SecretSource.file(path)
        do {
            return Secret(try source.read(environment: context.environment), source: source)
        } catch {
            reject(key, "cannot be used: \(source) \(error.words)", remedy: error.remedy)
            return nil
        }
    }

    /// With `encodings` a reference may say `encoding: base64` or `hex` beside its source.
    func secrets(_ key: String, encodings: Bool) -> [Secret]? {
        guard let node = node(key) else {
            missing(key)
            return nil
        }
        guard case .list(let items, _) = node else { return secret(key, node, encodings: encodings).map { [$0] } }
        guard !items.isEmpty else {
            reject(key, "has no secret in it")
            return nil
        }
        let secrets = items.map { secret(key, $0, encodings: encodings) }
        return secrets.contains(nil) ? nil : secrets.compactMap { $0 }
    }

    private func secret(_ key: String, _ node: YAMLNode, encodings: Bool) -> Secret? {
        let way = "write { env: NAME } or { file: PATH }"
        guard case .mapping(let entries, let line) = node else {
            reject(key, at: node.line, "must be a reference to a secret, never the secret itself", remedy: way)
            return nil
        }
        let reference = reader(entries, line: line, path: fullName(of: key), variables: nil)
        let name = reference.optionalText("env")
        let path = reference.optionalText("file")
        let encoding = encodings ? reference.choice("encoding", default: SecretEncoding.text) : .text
        let source: SecretSource
        switch (name, path) {
        case (let name?, nil) where !reference.has("file"): source = .environment(name)
        case (nil, let path?) where !reference.has("env"): source = .file(context.absolutePath(path))
        default:
            if reference.has("env") == reference.has("file") {
                reject(key, at: line, "must name one source of the secret", remedy: way)
            }
            return nil
        }
        guard let encoding else { return nil }
        do {
            let text = try source.read(environment: context.environment)
            guard let bytes = encoding.decode(text), !bytes.isEmpty else {
                reject(key, at: line, "cannot be resolved: \(source) is not \(encoding.rawValue)")
                return nil
            }
            return Secret(bytes: bytes, source: source)
        } catch {
            reject(key, at: line, "cannot be resolved: \(source) \(error.words)", remedy: error.remedy)
            return nil
        }
    }
}

/// How the bytes of a secret are written.
enum SecretEncoding: String, CaseIterable {
    case text, base64, hex

    func decode(_ text: String) -> Data? {
        switch self {
        case .text: Data(text.utf8)
        case .base64: Data(base64Encoded: text)
        case .hex: Self.bytes(hex: text)
        }
    }

    private static func bytes(hex text: String) -> Data? {
        let digits = text.map(\.hexDigitValue)
        guard digits.count.isMultiple(of: 2), text.allSatisfy(\.isASCII), !digits.contains(nil) else { return nil }
        let values = digits.compactMap { $0 }
        return Data(stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) })
    }
}
