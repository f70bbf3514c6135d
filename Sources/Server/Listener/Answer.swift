/// What a request is answered with; length, date and connection headers are added on the way out.
struct Answer: Sendable, Hashable {
    struct Header: Sendable, Hashable {
        let name: String
        let value: String
    }
    let status: Int
    var headers: [Header] = []
    var body = ""

    init(_ status: Int, headers: [Header] = [], body: String = "") {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// - Parameter seconds: when to try again, at least 1.
    static func later(_ status: Int, seconds: Int) -> Answer {
        Answer(status, headers: [Header(name: "Retry-After", value: String(max(1, seconds)))])
    }
}
