import Domain
import Testing

@Suite struct LookupTests {
    private static let ada = #"""
        {"department":"R&D","city":null,"blank":" ","age":1.50,"accountEnabled":true,"tags":["a",null,"","b"],
         "none":[null,""],"businessPhones":["+1","+2"],"one":["only"],
         "manager":{"displayName":"Grace","mail":null,"phones":[{"value":"+9"}]},
         "phones":[{"type":"work","value":"+3","primary":true,"tags":["x"]},{"type":"home","value":"+4"},
                   {"type":"work","value":"+5","primary":false},{"type":"pager"}],
         "matrix":[["1","2"],["3"]],"mixed":["a",{"b":1}],"e\u0301":"composed"}
        """#

    @Test(
        "reads values, lists and nothing",
        arguments: [
            ("department", .text("R&D")), ("city", .empty), ("blank", .empty), ("absent", .empty),
            ("age", .text("1.50")), ("accountEnabled", .text("true")), ("tags", .list(["a", "b"])), ("none", .empty),
            ("one", .list(["only"])), ("one[0]", .text("only")), ("businessPhones[1]", .text("+2")),
            ("businessPhones[2]", .empty), ("tags[1]", .empty), ("tags[3]", .text("b")),
            ("manager.displayName", .text("Grace")), ("manager.mail", .empty), ("manager.absent", .empty),
            ("manager.mail.domain", .empty), ("city[0]", .empty), ("absent.deeper[0]", .empty),
            ("manager.phones.value", .list(["+9"])), ("phones.value", .list(["+3", "+4", "+5"])),
            ("phones[type=home].value", .text("+4")), ("phones[type=work].value", .list(["+3", "+5"])),
            ("phones[type=work][0].value", .text("+3")), ("phones[type=work][1].value", .text("+5")),
            ("phones[type=work][2].value", .empty), ("phones[type=home][0].value", .text("+4")),
            ("phones[primary=true].value", .text("+3")), ("phones[type=Home].value", .empty),
            ("phones[type=pager].value", .empty), ("phones[primary=true].tags", .list(["x"])),
            ("phones[0].type", .text("work")), ("phones.tags", .list(["x"])), ("matrix[0][1]", .text("2")),
            ("matrix[1]", .list(["3"])), ("manager", .structure), ("phones", .structure), ("phones[0]", .structure),
            ("matrix", .structure), ("mixed", .structure), ("phones[type=home]", .structure),
        ] as [(String, Lookup)])
    func values(_ path: String, _ found: Lookup) throws {
        #expect(try profile(Self.ada).value(at: AttributePath(path)) == found)
    }

    @Test(
        "calls a step that a value cannot take unknown, not empty",
        arguments: [
            ("department.name", "department.name"), ("department[0]", "department[0]"),
            ("department[a=b].c", "department[a=b]"), ("manager[0].mail", "manager[0]"),
            ("manager[type=x]", "manager[type=x]"), ("businessPhones.value", "businessPhones.value"),
            ("businessPhones[type=x]", "businessPhones[type=x]"), ("mixed.b", "mixed.b"),
            ("manager.displayName.first.deeper", "manager.displayName.first"),
        ])
    func impossibleSteps(_ path: String, _ name: String) throws {
        #expect(try profile(Self.ada).value(at: AttributePath(path)) == .unknown(name))
    }

    @Test(
        "never takes an unknown attribute for an empty one",
        arguments: [
            ("depratment", .unknown("depratment")), ("secret.part", .unknown("secret")),
            ("manager.costCentre", .unknown("manager.costCentre")),
            ("manager.costCentre[0].x", .unknown("manager.costCentre")), ("manager.displayName", .text("Grace")),
            ("costCentre", .empty), ("department", .text("R&D")),
        ] as [(String, Lookup)])
    func unknown(_ path: String, _ found: Lookup) throws {
        let ada = try profile(Self.ada, unknown: ["depratment", "secret", "manager.costCentre"])
        #expect(try ada.value(at: AttributePath(path)) == found)
    }
}
