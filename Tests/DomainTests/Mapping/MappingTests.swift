import Domain
import Testing

@Suite struct MappingTests {
    private let ada: Profile
    private let unknown = "the IdP does not know 'typo' (a typing error, or a field that may not be read)"

    init() throws {
        ada = try profile(
            #"{"department":"R&D","city":null,"phones":["+1"],"manager":{"mail":"g@example.com"},"n":1.50,"on":false}"#,
            unknown: ["typo"])
    }

    @Test(
        "reads one attribute",
        arguments: [
            ("department", .value("R&D")), ("n", .value("1.50")), ("on", .value("false")), ("city", .empty),
            ("manager.mail", .value("g@example.com")), ("phones[0]", .value("+1")),
            ("manager", .error("'manager' is an object, not a text: name one of its members")),
            ("phones", .error("a list: add the transform join")),
        ] as [(String, MappedValue)])
    func from(_ path: String, _ result: MappedValue) throws {
        #expect(try resolve(.from(AttributePath(path))) == result)
    }

    @Test("tells an unknown attribute from an empty one, whatever is done when empty")
    func unknownAttribute() throws {
        for whenEmpty in [Mapping.WhenEmpty.keep, .clear, .fallback("x")] {
            #expect(try resolve(.from(AttributePath("typo.deeper")), whenEmpty) == .error(unknown))
            #expect(try resolve(.template(Template("{{department}}{{typo}}")), whenEmpty) == .error(unknown))
        }
    }

    @Test("says why an attribute is unknown, where the reason is another one than a typing error")
    func cause() throws {
        let ada = Profile(
            id: "1", attributes: [:], unknown: ["manager"], causes: ["manager": "nobody has the id that is there"])
        let mapping = Mapping(
            target: TargetAttribute(.field, "position"), source: .from(try AttributePath("manager.mail")),
            transforms: [], whenEmpty: .clear)
        #expect(mapping.resolve(ada) == .error("'manager': nobody has the id that is there"))
    }

    @Test("takes the first that is not empty, and no value behind an unknown one")
    func first() throws {
        let (city, department, typo) = try (AttributePath("city"), AttributePath("department"), AttributePath("typo"))
        #expect(resolve(.first([city, department])) == .value("R&D"))
        #expect(resolve(.first([city, city])) == .empty)
        #expect(resolve(.first([])) == .empty)
        #expect(resolve(.first([department, typo])) == .value("R&D"))
        #expect(resolve(.first([city, typo, department])) == .error(unknown))
    }

    @Test("puts the default in the place of nothing, untransformed, and not of an error")
    func fallback() throws {
        let target = TargetAttribute(.field, "position")
        let mapping = Mapping(
            target: target, source: .from(try AttributePath("city")), transforms: [.uppercase],
            whenEmpty: .fallback("n/a"))
        #expect(mapping.resolve(ada) == .value("n/a"))
        #expect(
            try resolve(.from(AttributePath("phones")), .fallback("n/a")) == .error("a list: add the transform join"))
        #expect(try resolve(.from(AttributePath("city")), .fallback(" ")) == .empty)
    }

    @Test("names its source in words")
    func sources() throws {
        let (mobile, phone) = try (AttributePath("mobilePhone"), AttributePath("businessPhones[0]"))
        #expect(mapping(.from(phone)).sourceText == "businessPhones[0]")
        #expect(mapping(.first([mobile, phone])).sourceText == "first: mobilePhone, businessPhones[0]")
        #expect(mapping(.template(try Template("{{ a }}, {{b}}"))).sourceText == "{{ a }}, {{b}}")
        #expect(mapping(.constant("https://intranet.example.com")).sourceText == "https://intranet.example.com")
    }

    private func mapping(_ source: MappingSource, _ whenEmpty: Mapping.WhenEmpty = .keep) -> Mapping {
        Mapping(target: TargetAttribute(.property, "X"), source: source, whenEmpty: whenEmpty)
    }

    private func resolve(_ source: MappingSource, _ whenEmpty: Mapping.WhenEmpty = .keep) -> MappedValue {
        mapping(source, whenEmpty).resolve(ada)
    }
}
