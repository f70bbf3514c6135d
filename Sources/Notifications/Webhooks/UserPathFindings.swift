import Foundation

/// What stands in a JSON body where a `UserPath` points; nothing else of the body is looked at.
struct UserPathFindings: DecodableWithConfiguration {
    /// Usable values, in their order.
    private(set) var names: [String] = []
    /// Values that are there and cannot be an id or name.
    private(set) var unusable = 0
    /// True: the path led through lists, and all of them were empty.
    var isEmptyBatch: Bool { lists > 0 && elements == 0 }

    private var lists = 0
    private var elements = 0

    static func of(_ body: Data, at path: UserPath) throws(Refusal) -> UserPathFindings {
        try JSONBody.decode(UserPathFindings.self, from: body, configuration: path)
    }

    init(from decoder: any Decoder, configuration path: UserPath) throws { follow(path.steps[...], in: decoder) }

    /// A way that is not there, or leads elsewhere than the path says, is no fault of the sender: it finds nobody.
    private mutating func follow(_ steps: ArraySlice<UserPath.Step>, in decoder: any Decoder) {
        guard let step = steps.first else { return take(decoder) }
        let rest = steps.dropFirst()
        switch step {
        case .member(let name):
            let key = MemberName(stringValue: name)
            guard let object = try? decoder.container(keyedBy: MemberName.self), object.contains(key),
                let value = try? object.superDecoder(forKey: key)
            else { return }
            follow(rest, in: value)
        case .index(let index):
            guard var list = try? decoder.unkeyedContainer(), let count = list.count, index < count else { return }
            while list.currentIndex < index, (try? list.superDecoder()) != nil {}
            if let value = try? list.superDecoder() { follow(rest, in: value) }
        case .every:
            guard var list = try? decoder.unkeyedContainer() else { return }
            lists += 1
            while !list.isAtEnd, let value = try? list.superDecoder() {
                elements += 1
                follow(rest, in: value)
            }
        }
    }

    private mutating func take(_ decoder: any Decoder) {
        guard let value = try? decoder.singleValueContainer(), !value.decodeNil() else { return }
        if let text = (try? value.decode(String.self)) ?? Self.number(value) {
            if NamedText.isUsable(text) { names.append(text) } else { unusable += 1 }
        } else {
            unusable += 1
        }
    }

    /// Whole numbers in all their digits, which a `Double` would not keep.
    private static func number(_ value: any SingleValueDecodingContainer) -> String? {
        if let number = try? value.decode(Int64.self) { return String(number) }
        if let number = try? value.decode(UInt64.self) { return String(number) }
        return (try? value.decode(Decimal.self)).map { "\($0)" }
    }

    private struct MemberName: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
