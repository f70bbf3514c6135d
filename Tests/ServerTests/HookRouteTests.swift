import Testing

@testable import Server

@Suite("Routes of the hooks listener")
struct HookRouteTests {
    @Test("these are all: whoever adds one adds it here")
    func all() {
        #expect(
            HookRoute.allCases.map { "\($0.method) \($0.pattern)" } == [
                "POST /hooks/{connector}", "POST /hooks/{connector}/lifecycle",
            ])
    }

    @Test(
        "finds route, connector and query",
        arguments: [
            ("/hooks/entra", HookRoute.notifications, "entra", ""),
            ("/hooks/entra?a=b?c", .notifications, "entra", "a=b?c"),
            ("/hooks/entra/lifecycle?x", .lifecycle, "entra", "x"),
            ("https://hooks.example.com/hooks/hr", .notifications, "hr", ""),
        ])
    func finds(target: String, route: HookRoute, connector: String, query: String) throws {
        let found = try #require(HookRoute.find(target))
        #expect((found.route, found.connector, found.query) == (route, connector, query))
    }

    @Test(
        "nothing else is a route",
        arguments: [
            "/", "*", "", "/hooks", "/hooks/", "/hooks//lifecycle", "/hooks/entra/", "/hooks/entra/other",
            "/hooks/entra/lifecycle/", "//hooks/entra", "/HOOKS/entra", "/api/v1/status", "hooks/entra",
            "/hooks?/hooks/entra",
        ])
    func findsNothing(target: String) { #expect(HookRoute.find(target) == nil) }
}
