/// A value of the configuration file with its place; what the rest of Settings sees of YAML.
indirect enum YAMLNode {
    case scalar(YAMLScalar)
    case list([YAMLNode], line: Int)
    case mapping([YAMLEntry], line: Int)

    var line: Int {
        switch self {
        case .scalar(let scalar): scalar.line
        case .list(_, let line), .mapping(_, let line): line
        }
    }

    /// `key:` with nothing, `~` or `null` behind it counts as absent.
    var isNull: Bool {
        if case .scalar(let scalar) = self { scalar.isNull } else { false }
    }

    /// For messages: what was found.
    var kind: String {
        switch self {
        case .scalar: "a single value"
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }
}

struct YAMLScalar {
    let text: String
    /// Written without quotes, so that it may be a number, a flag or null.
    let isPlain: Bool
    let line: Int
    /// The environment variable that the value comes from, in place of the file.
    var variable: String?

    var isNull: Bool { isPlain && variable == nil && ["", "~", "null", "Null", "NULL"].contains(text) }

    /// The flag that YAML 1.1 reads.
    var flag: Bool? {
        guard isPlain else { return nil }
        return switch text {
        case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": true
        case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF": false
        default: nil
        }
    }
}

struct YAMLEntry {
    let key: String
    let line: Int
    let value: YAMLNode
}
