import Domain
import Testing

@Suite struct PlannerTests {
    private static let department = TargetAttribute(.property, "Department")

    struct Case: Sendable {
        let json: String
        var whenEmpty = Mapping.WhenEmpty.keep
        let current: String?
        let wanted: String?
        let action: PlannedAttribute.Action
    }

    @Test(
        "holds wanted against current values",
        arguments: [
            Case(json: #"{"department":"R&D"}"#, current: nil, wanted: "R&D", action: .set),
            Case(json: #"{"department":"R&D"}"#, current: "", wanted: "R&D", action: .set),
            Case(json: #"{"department":"R&D"}"#, current: "Sales", wanted: "R&D", action: .change),
            Case(json: #"{"department":"R&D"}"#, current: "r&d", wanted: "R&D", action: .change),
            Case(json: #"{"department":"R&D"}"#, current: "R&D ", wanted: "R&D", action: .change),
            Case(json: #"{"department":"R&D"}"#, whenEmpty: .clear, current: "R&D", wanted: "R&D", action: .none),
            Case(json: #"{"department":"\u00e9"}"#, current: "e\u{301}", wanted: "\u{e9}", action: .change),
            Case(json: #"{"department":"👩🏽‍💻 שלום <b>"}"#, current: "👩🏽‍💻 שלום <b>", wanted: "👩🏽‍💻 שלום <b>", action: .none),
            Case(json: "{}", current: "Sales", wanted: nil, action: .keep),
            Case(json: #"{"department":" "}"#, current: nil, wanted: nil, action: .keep),
            Case(json: #"{"department":null}"#, whenEmpty: .clear, current: "Sales", wanted: nil, action: .clear),
            Case(json: #"{"department":null}"#, whenEmpty: .clear, current: nil, wanted: nil, action: .none),
            Case(json: #"{"department":null}"#, whenEmpty: .clear, current: "", wanted: nil, action: .none),
            Case(json: "{}", whenEmpty: .fallback("n/a"), current: "Sales", wanted: "n/a", action: .change),
            Case(json: "{}", whenEmpty: .fallback("n/a"), current: "n/a", wanted: "n/a", action: .none),
            Case(json: "{}", whenEmpty: .fallback(""), current: "Sales", wanted: nil, action: .keep),
        ])
    func actions(_ example: Case) throws {
        let mapping = try mapping("department", whenEmpty: example.whenEmpty)
        let current = example.current.map { [Self.department: $0] } ?? [:]
        let plan = Planner.plan(
            mappings: [mapping], profile: try profile(example.json), current: current, objection: { _, _ in nil })
        #expect(
            plan.attributes == [
                PlannedAttribute(
                    target: Self.department, source: "department", wanted: example.wanted,
                    current: example.current == "" ? nil : example.current, action: example.action)
            ])
        #expect(plan.changes.count == ([.set, .change, .clear].contains(example.action) ? 1 : 0))
    }

    @Test(
        "never clears for an attribute that is unknown, a list or an object",
        arguments: ["typo", "tags", "manager", "name.x"])
    func errors(_ path: String) throws {
        let ada = try profile(#"{"tags":["a"],"manager":{"a":1},"name":"Ada"}"#, unknown: ["typo"])
        let plan = Planner.plan(
            mappings: [try mapping(path, whenEmpty: .clear)], profile: ada, current: [Self.department: "Sales"],
            objection: { _, _ in nil })
        #expect(plan.attributes.map(\.action) == [.error])
        #expect(plan.attributes.first?.error?.isEmpty == false)
        #expect(plan.attributes.first?.wanted == nil)
        #expect(plan.attributes.first?.current == "Sales")
        #expect(plan.changes.isEmpty)
    }

    @Test(
        "compares and writes a value as the target keeps it",
        arguments: [("sales", PlannedAttribute.Action.none), ("x", .change)])
    func normal(_ current: String, _ action: PlannedAttribute.Action) throws {
        let plan = Planner.plan(
            mappings: [try mapping("department", whenEmpty: .keep)], profile: try profile(#"{"department":"Sales"}"#),
            current: [Self.department: current], normal: { value, _ in value.lowercased() },
            objection: { value, _ in value == "sales" ? nil : "not as it is kept" })
        #expect(plan.attributes.map(\.wanted) == ["sales"])
        #expect(plan.attributes.map(\.action) == [action])
    }

    @Test("makes the target's objection an error of that attribute alone")
    func objections() throws {
        let floor = TargetAttribute(.property, "Floor")
        let mappings = [
            try mapping("department", whenEmpty: .keep),
            Mapping(target: floor, source: .from(try AttributePath("floor")), whenEmpty: .clear),
        ]
        let plan = Planner.plan(
            mappings: mappings, profile: try profile(#"{"department":"R&D"}"#), current: [floor: "3"],
            objection: { value, attribute in attribute == floor ? "\(value ?? "clearing") is not possible" : nil })
        #expect(plan.attributes.map(\.action) == [.set, .error])
        #expect(plan.attributes.map(\.error) == [nil, "clearing is not possible"])
        #expect(plan.changes.map(\.target) == [Self.department])
    }

    @Test("does not ask the target about what is not written")
    func noObjection() throws {
        let plan = Planner.plan(
            mappings: [try mapping("department", whenEmpty: .keep), try mapping("city", whenEmpty: .keep)],
            profile: try profile(#"{"department":"R&D"}"#), current: [Self.department: "R&D"],
            objection: { _, _ in "never" })
        #expect(plan.attributes.map(\.action) == [.none, .keep])
    }

    @Test("keeps the order of the mappings and leaves what nobody mapped")
    func order() throws {
        let (a, b) = (TargetAttribute(.property, "A"), TargetAttribute(.property, "B"))
        let plan = Planner.plan(
            mappings: [Mapping(target: b, source: .constant("2")), Mapping(target: a, source: .constant("1"))],
            profile: try profile("{}"), current: [Self.department: "Sales", TargetAttribute(.field, "A"): "1"],
            objection: { _, _ in nil })
        #expect(plan.attributes.map(\.target) == [b, a])
        #expect(plan.attributes.map(\.action) == [.set, .set])
    }

    @Test("takes every mapped value of a departed user away, and nothing else")
    func clearing() throws {
        let site = TargetAttribute(.property, "Site")
        let locked = TargetAttribute(.property, "Locked")
        let mappings = [
            try mapping("department", whenEmpty: .keep), Mapping(target: site, source: .constant("HQ")),
            Mapping(target: locked, source: .constant("x")),
        ]
        let plan = Planner.clearing(
            mappings: mappings,
            current: [Self.department: "Sales", locked: "x", TargetAttribute(.property, "Own"): "mine"],
            objection: { value, attribute in value == nil && attribute == locked ? "cannot be cleared" : nil })
        #expect(plan.attributes.map(\.action) == [.clear, .none, .error])
        #expect(plan.attributes.map(\.wanted) == [nil, nil, nil])
        #expect(plan.changes.map(\.target) == [Self.department])
    }

    private func mapping(_ path: String, whenEmpty: Mapping.WhenEmpty) throws -> Mapping {
        Mapping(target: Self.department, source: .from(try AttributePath(path)), whenEmpty: whenEmpty)
    }
}
