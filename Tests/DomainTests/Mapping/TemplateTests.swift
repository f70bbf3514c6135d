import Domain
import Testing

@Suite struct TemplateTests {
    @Test("takes texts and paths apart")
    func parts() throws {
        let template = try Template("{{ officeLocation }}, {{phones[type=work].value}} {a} 🏢 {")
        let office = try AttributePath("officeLocation")
        let phone = try AttributePath("phones[type=work].value")
        #expect(template.parts == [.path(office), .text(", "), .path(phone), .text(" {a} 🏢 {")])
        #expect(template.paths == [office, phone])
        #expect(template.text == "{{ officeLocation }}, {{phones[type=work].value}} {a} 🏢 {")
    }

    @Test(
        "says at which character braces or a path are wrong",
        arguments: [
            ("{{a", 1), ("a {{b} c", 3), ("x {{a}} }}", 9), ("{{}}", 3), ("{{  }}", 5), ("ab {{a..b}}", 8),
            ("{{a{{b}}}}", 4), ("{{{a}}}", 3), ("", 1), ("fixed", 1), ("{a}", 1), ("😀{{a[}}", 6),
        ])
    func refusals(_ text: String, _ character: Int) {
        #expect {
            _ = try Template(text)
        } throws: { error in
            (error as? AttributePathError)?.character == character
        }
    }

    @Test(
        "is empty only when every attribute in it is empty",
        arguments: [
            (#"{"officeLocation":"HQ","city":"Berlin"}"#, .value("HQ, Berlin")),
            (#"{"city":"Berlin"}"#, .value(", Berlin")),
            (#"{"officeLocation":"HQ","city":" "}"#, .value("HQ, ")),
            (#"{"officeLocation":null,"city":""}"#, .empty),
            (#"{"officeLocation":"{{city}}","city":"$1\\"}"#, .value("{{city}}, $1\\")),
            (
                #"{"officeLocation":["a"]}"#,
                .error("'officeLocation' is a list: a template takes one element, like 'officeLocation[0]'")
            ),
            (
                #"{"officeLocation":{"a":1}}"#,
                .error("'officeLocation' is an object, not a text: name one of its members")
            ),
        ] as [(String, MappedValue)])
    func filling(_ json: String, _ result: MappedValue) throws {
        let mapping = Mapping(
            target: TargetAttribute(.property, "Place"), source: .template(try Template("{{officeLocation}}, {{city}}"))
        )
        #expect(mapping.resolve(try profile(json)) == result)
    }
}
