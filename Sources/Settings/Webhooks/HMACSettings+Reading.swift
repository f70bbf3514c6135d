import Foundation

extension HMACSettings {
    init?(_ reader: SettingsReader) {
        let header = reader.required("header") { scalar in reader.checkedHeader("header", scalar) }
        let algorithm = reader.choice("algorithm", default: Algorithm.sha256)
        let encoding = reader.choice("encoding", default: Encoding.hex)
        let prefix = reader.value("prefix", "") { $0.text }
        let timestampHeader = reader.optionalHeader("timestampHeader")
        let timestampUnit = reader.choice("timestampUnit", default: TimestampUnit.seconds)
        let signedContent = reader.text("signedContent", default: "{body}")
        let tolerance = reader.duration("tolerance", default: .seconds(300), in: .seconds(1) ... .seconds(86_400))
        let idHeader = reader.optionalHeader("idHeader")
        let composite = reader.optionalText("composite")
        let isComplete = ["timestampHeader", "idHeader", "composite"].allSatisfy { key in
            !reader.has(key) || reader.silentText(key) != nil
        }
        guard let header, let algorithm, let encoding, let prefix, let timestampUnit, let signedContent, let tolerance,
            isComplete
        else { return nil }
        self.init(
            header: header, algorithm: algorithm, encoding: encoding, prefix: prefix, timestampHeader: timestampHeader,
            timestampUnit: timestampUnit, signedContent: signedContent, tolerance: tolerance, idHeader: idHeader,
            composite: composite)
        check(in: reader)
    }

    private var timestamped: Bool { timestampHeader != nil || composite?.contains("{timestamp}") == true }

    /// What fits together: a timestamp or id that is not signed would protect nothing.
    private func check(in reader: SettingsReader) {
        let name = reader.fullName(of: "signedContent")
        checkPlaceholders("signedContent", signedContent, ["{timestamp}", "{id}", "{body}"], in: reader)
        if !signedContent.contains("{body}") { reader.problem("'\(name)' must hold {body}", key: "signedContent") }
        if timestamped, !signedContent.contains("{timestamp}") {
            reader.problem(
                "'\(name)' must hold {timestamp}: a timestamp that is not signed protects nothing", key: "signedContent"
            )
        }
        if !timestamped, signedContent.contains("{timestamp}") {
            reader.problem(
                "'\(name)' holds {timestamp}, but nothing says where it is sent", key: "signedContent",
                remedy: "set timestampHeader or composite")
        }
        if signedContent.contains("{id}"), idHeader == nil {
            reader.problem(
                "'\(name)' holds {id}, but nothing says where it is sent", key: "signedContent", remedy: "set idHeader")
        }
        for key in ["tolerance", "timestampUnit"] where reader.has(key) && !timestamped {
            reader.warning("'\(reader.fullName(of: key))' has no effect without a timestamp", key: key)
        }
        if let composite { check(composite: composite, in: reader) }
    }

    private func check(composite: String, in reader: SettingsReader) {
        let name = reader.fullName(of: "composite")
        checkPlaceholders("composite", composite, ["{timestamp}", "{signature}"], in: reader)
        if !composite.contains("{signature}") { reader.problem("'\(name)' must hold {signature}", key: "composite") }
        if composite.contains("{timestamp}"), timestampHeader != nil {
            reader.problem("'\(name)' and timestampHeader both say where the timestamp is", key: "composite")
        }
        if !prefix.isEmpty {
            reader.problem("'\(reader.fullName(of: "prefix"))' has no place beside composite", key: "prefix")
        }
    }

    private func checkPlaceholders(_ key: String, _ text: String, _ known: [String], in reader: SettingsReader) {
        var rest = text
        for placeholder in known {
            let parts = rest.components(separatedBy: placeholder)
            if parts.count > 2 {
                reader.problem("'\(reader.fullName(of: key))' holds \(placeholder) more than once", key: key)
            }
            rest = parts.joined()
        }
        guard rest.contains("{") || rest.contains("}") else { return }
        reader.problem(
            "'\(reader.fullName(of: key))' may hold \(SettingsReader.alternatives(known)), and no other braces",
            key: key)
    }
}

extension SettingsReader {
    fileprivate func optionalHeader(_ key: String) -> String? {
        optional(key) { scalar in checkedHeader(key, scalar) }
    }
}
