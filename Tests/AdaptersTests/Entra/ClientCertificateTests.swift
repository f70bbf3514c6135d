import Adapters
import Domain
import Foundation
import Hummingbird
import JOSE
import OpenSSL
import Settings
import Synchronization
import TestSupport
import Testing

@Suite("Entra's client certificate") struct ClientCertificateTests {
    @Test("signs in by an assertion that names the certificate, another one each time")
    func signsIn() async throws {
        let certificate = try ClientCertificate(certificate: TestKeys.rsaCertificate, privateKey: Secret(TestKeys.rsa))
        let time = ManualTime()
        let graph = GraphImitation { request in
            guard request.path.hasSuffix("/token") else { return nil }
            return .text(#"{"token_type":"Bearer","expires_in":60,"access_token":"t"}"#)
        }
        graph.state.withLock { $0.valid = ["t"] }
        graph.add(StandPerson(id: "ada", login: "ada@example.com", mail: nil, givenName: nil))
        try await EntraBench.with(graph, credential: .certificate(certificate), time: time) { bench in
            var ids: [AttributeValue?] = []
            for _ in 0..<2 {
                _ = try await bench.directory.profile(of: "ada", paths: [])
                time.advance(by: .seconds(100))
            }
            let now = Int(ManualTime.start.timeIntervalSince1970)
            for (index, request) in graph.requests.filter({ $0.path.hasSuffix("/token") }).enumerated() {
                let form = request.form
                #expect(form["client_secret"] == nil)
                #expect(form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                let parts = (form["client_assertion"] ?? "").split(separator: ".")
                let decoded = try parts.map { try #require(Base64URL.decode($0)) }
                #expect(
                    String(decoding: decoded[0], as: UTF8.self)
                        == #"{"alg":"PS256","typ":"JWT","x5t#S256":"nAtwTDvgyqRf1LN37iEDT_scn4_OEZF4AvdKwY2TRsc"}"#)
                guard case .object(var claims) = try AttributeValue(json: decoded[1]) else { return }
                ids.append(claims.removeValue(forKey: "jti"))
                #expect(
                    claims == [
                        "aud": .text("\(bench.settings.authorityURL)/tenant/oauth2/v2.0/token"),
                        "iss": .text("client"), "sub": .text("client"), "iat": .number("\(now + index * 100)"),
                        "nbf": .number("\(now + index * 100)"), "exp": .number("\(now + index * 100 + 300)"),
                    ])
                let input = Data(parts.dropLast().joined(separator: ".").utf8)
                #expect(try PrivateKey(pem: TestKeys.rsa).publicKey.accepts(decoded[2], of: input, by: .rsaPSS))
            }
            #expect(Set(ids).count == 2 && !ids.contains(nil))
        }
    }

    @Test(
        "must be one, with an RSA key that belongs to it",
        arguments: [
            ("hunter2", TestKeys.rsa, "certificate"), (TestKeys.rsa, TestKeys.rsa, "certificate"),
            (TestKeys.rsaCertificate, "hunter2", "privateKey"), (TestKeys.rsaCertificate, TestKeys.p256, "privateKey"),
            (TestKeys.rsaCertificate, TestKeys.otherRSA, "privateKey"),
            (TestKeys.rsaCertificate, TestKeys.encryptedRSA, "privateKey"),
        ])
    func broken(_ certificate: String, _ key: String, _ fault: String) {
        let error = #expect(throws: ClientCertificateError.self) {
            try ClientCertificate(certificate: certificate, privateKey: Secret(key))
        }
        #expect(error?.key == fault)
        #expect(error?.words.contains("hunter2") == false)
    }
}
