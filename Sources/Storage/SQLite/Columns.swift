import Domain
import GRDB

extension RequestKey {
    /// The values of `connector, attribute, user, pipeline`, the columns that every table keyed so begins with.
    var columns: [(any DatabaseValueConvertible)?] { user.columns + [pipeline] }
}

extension UserReference {
    /// The values of `connector, attribute, user`.
    var columns: [(any DatabaseValueConvertible)?] { [connector, attribute ?? "", value] }
}

extension Row {
    /// Of the columns `connector, attribute, user, pipeline` at the row's beginning.
    var requestKey: RequestKey { RequestKey(userReference, pipeline: self[3]) }

    /// Of the columns `connector, attribute, user` at the row's beginning.
    var userReference: UserReference {
        let attribute: String = self[1]
        return UserReference(connector: self[0], attribute: attribute.isEmpty ? nil : attribute, value: self[2])
    }

    func cause(kind: Int, id: Int) throws -> Cause {
        Cause(try known(kind), id: self[id])
    }

    /// A value that must be one of `Value`'s cases.
    func known<Value: RawRepresentable>(_ column: Int) throws -> Value where Value.RawValue: DatabaseValueConvertible {
        guard let value = try knownIfAny(column) as Value? else {
            throw StoreError(.corrupt, cause: "no value where a \(Value.self) belongs")
        }
        return value
    }

    func knownIfAny<Value: RawRepresentable>(
        _ column: Int
    ) throws -> Value? where Value.RawValue: DatabaseValueConvertible {
        guard let raw = self[column] as Value.RawValue? else { return nil }
        guard let value = Value(rawValue: raw) else {
            throw StoreError(.corrupt, cause: "a value that is no \(Value.self)")
        }
        return value
    }
}
