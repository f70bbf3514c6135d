/// Why a transform gave nothing for one value: in words, without the value.
struct TransformError: Error, Hashable {
    let words: String
}
