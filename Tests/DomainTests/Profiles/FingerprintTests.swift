import Domain
import Testing

@Suite struct FingerprintTests {
    private let paths: Set<AttributePath>

    init() throws {
        paths = [try AttributePath("department"), try AttributePath("tags"), try AttributePath("manager.mail")]
    }

    @Test("is the same in every process")
    func stable() throws {
        let ada = try profile(#"{"department":"R&D","tags":["a","b"],"manager":{"mail":"g@example.com"}}"#)
        #expect(ada.fingerprint(of: paths) == "932e645350141f84")
        #expect(try profile("{}").fingerprint(of: []).count == 16)
    }

    @Test(
        "leaves out what nobody asked for, and the order of members",
        arguments: [
            #"{"tags":["a","b"],"department":"R&D","manager":{"mail":null}}"#,
            #"{"department":"R&D","tags":["a","b"],"city":"Berlin"}"#,
            #"{"department":"R&D","tags":["a",null,"b"],"manager":{"mail":"","name":"Grace"}}"#,
        ])
    func sameReading(_ json: String) throws {
        let plain = try profile(#"{"department":"R&D","tags":["a","b"]}"#)
        #expect(try profile(json).fingerprint(of: paths) == plain.fingerprint(of: paths))
    }

    @Test("differs for whatever reads differently")
    func differences() throws {
        let profiles = [
            try profile("{}"), try profile("{}", isDisabled: true), try profile("{}", unknown: ["department"]),
            try profile(#"{"department":"a"}"#), try profile(#"{"department":["a"]}"#),
            try profile(#"{"department":{"a":1}}"#), try profile(#"{"department":"unknown"}"#),
            try profile(#"{"department":"\u00e9"}"#), try profile(#"{"department":"e\u0301"}"#),
            try profile(#"{"tags":["ab","c"]}"#), try profile(#"{"tags":["a","bc"]}"#),
            try profile(#"{"tags":["abc"]}"#), try profile(#"{"tags":["a","b","c"]}"#),
        ]
        #expect(Set(profiles.map { $0.fingerprint(of: paths) }).count == profiles.count)
    }
}
