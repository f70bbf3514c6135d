import Foundation

extension HMACSettings {
    init?(_ reader: SettingsReader) {
        let header = reader.required("header") { scalar in reader.checkedHeader("header", scalar) }
        let algorithm = reader.choice("algorithm", default: Algorithm.sha256)
        let encoding = reader.choice("encoding", default: Encoding.hex)
        let prefix = reader.value("prefix", "") { $0.text }
        let timestampHeader = reader.optionalHeader("timestampHeader")
        let timestampUnit = reader.choice("timestampUnit", default: TimestampUnit.seconds)
        let tolerance = reader.duration("tolerance", default: .seconds(300), in: .seconds(1) ... .seconds(86_400))
        let idHeader = reader.optionalHeader("idHeader")
        let composite = reader.optionalText("composite")
        // Stripe and all who copied it sign the timestamp that stands in the same header.
        let carriesTimestamp = composite?.contains("{timestamp}") == true
        let signedContent = reader.text("signedContent", default: carriesTimestamp ? "{timestamp}.{body}" : "{body}")
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
        if signedContent.components(separatedBy: "{body}").count != 2 {
            reader.problem("'\(name)' must hold {body} once", key: "signedContent")
        }
        if timestamped, !signedContent.contains("{timestamp}") {
            reader.warning(
                "'\(name)' does not hold {timestamp}: a timestamp that is not signed protects from nobody",
                key: reader.has("signedContent") ? "signedContent" : "timestampHeader")
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

    /// Elements by `,`, `;` or blank, told apart by what they begin with: `t={timestamp},v1={signature}`.
    private func check(composite: String, in reader: SettingsReader) {
        let name = reader.fullName(of: "composite")
        let separator: Character = [",", ";", " "].first { composite.contains($0) } ?? ","
        let elements = composite.split(separator: separator, omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: .whitespaces) }
        let signatures = elements.filter { $0.hasSuffix("{signature}") }.map { String($0.dropLast(11)) }
        let timestamps = elements.filter { $0.hasSuffix("{timestamp}") }.map { String($0.dropLast(11)) }
        let labels = signatures + timestamps
        let areDistinct = labels.count < 2 || !(labels[0].hasPrefix(labels[1]) || labels[1].hasPrefix(labels[0]))
        guard signatures.count == 1, timestamps.count <= 1, labels.count == elements.count, areDistinct,
            !labels.joined().contains("{")
        else {
            reader.problem("'\(name)' must be written like t={timestamp},v1={signature}", key: "composite")
            return
        }
        if !timestamps.isEmpty, timestampHeader != nil {
            reader.problem("'\(name)' and timestampHeader both say where the timestamp is", key: "composite")
        }
    }

    private func checkPlaceholders(_ key: String, _ text: String, _ known: [String], in reader: SettingsReader) {
        let rest = known.reduce(text) { $0.replacingOccurrences(of: $1, with: "") }
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
