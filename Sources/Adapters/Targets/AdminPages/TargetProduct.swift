/// What differs between the products whatever the method.
struct TargetProduct: Sendable {
    /// As errors name it.
    let name: String
    /// Whether an answer of success says in its body that it was made for nobody.
    let isForNobody: @Sendable (TargetAnswer) -> Bool
}
