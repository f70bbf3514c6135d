import Domain
import Foundation
import Testing

extension StoreContract {
    static let accountIndexes = [
        StoreRule("accounts are found by mail address, without case, once a listing is complete") { test in
            #expect(try await test.store.status(of: .wiki) == nil)
            #expect(try await test.find("ada@example.com") == nil)
            try await test.begin(at: 0).must(be: AccountListing(cursor: nil, listed: 0))
            try await test.list([("1", "Ada@Example.com"), ("2", "ada@example.COM")], cursor: "page 2", at: 1)
            try await test.list([("3", nil), ("4", "ÄDA@example.com")], at: 2)
            #expect(try await test.find("ada@example.com") == nil)
            #expect(
                try await test.another().status(of: .wiki)
                    == AccountIndexStatus(completedAt: nil, isListing: true, listed: 4))
            try await test.end(at: 3)
            #expect(try await test.find("ADA@example.com") == ["1", "2"])
            #expect(try await test.find("ada@example.com", limit: 1) == ["1"])
            #expect(try await test.find("äda@example.com") == ["4"])
            #expect(try await test.find("ada@example") == [])
            #expect(try await test.find("") == [])
            #expect(
                try await test.another().status(of: .wiki)
                    == AccountIndexStatus(completedAt: test.at(3), isListing: false, listed: 4))
        },
        StoreRule("a listing that was cut off goes on, in another process too, once its lease ran out") { test in
            try await test.begin(at: 0).must(be: AccountListing(cursor: nil, listed: 0))
            try await test.list([("1", "a@x"), ("2", "b@x")], cursor: "page 2", at: 5)
            let other = try await test.another()
            func takeOver(at seconds: Double) async throws -> AccountListing? {
                try await other.beginListing(of: .wiki, owner: "other", lease: .seconds(30), at: test.at(seconds))
            }
            // The commit at 5 prolonged the lease.
            #expect(try await takeOver(at: 34) == nil)
            #expect(try await takeOver(at: 35) == AccountListing(cursor: "page 2", listed: 2))
            #expect(try await other.listed(["1", "2", "3"], of: .wiki) == ["1", "2"])
            #expect(try await test.save([("3", "c@x")], at: 36) == false)
            #expect(try await test.store.endListing(of: .wiki, owner: "owner", limit: 9, at: test.at(36)) == .lost)
            try await other.releaseListing(of: .wiki, owner: "owner")
            #expect(try await test.begin(at: 37) == nil)
            try await other.releaseListing(of: .wiki, owner: "other")
            #expect(try await test.begin(at: 37) == AccountListing(cursor: "page 2", listed: 2))
        },
        StoreRule("a lease that ran out still holds until somebody else takes over") { test in
            _ = try await test.begin(at: 0)
            #expect(try await test.save([("1", "a@x")], at: 500))
            try await test.end(at: 1000)
            #expect(try await test.find("a@x") == ["1"])
        },
        StoreRule("what the last listing found can be found until the next one is complete, then what it found") {
            test in
            _ = try await test.begin(at: 0)
            try await test.list([("1", "a@x"), ("2", "b@x"), ("3", "c@x"), ("4", "d@x")], at: 0)
            try await test.end(at: 0)
            #expect(try await test.begin(at: 100) == AccountListing(cursor: nil, listed: 0))
            #expect(try await test.store.listed(["1"], of: .wiki) == [])
            // The first moved, the second cannot be read, the third is gone, the fourth has none any more.
            #expect(
                try await test.store.save(
                    [
                        ListedAccount(key: "1", mail: .address("new@x")), ListedAccount(key: "2", mail: .unread),
                        ListedAccount(key: "4", mail: .none), ListedAccount(key: "5", mail: .unread),
                    ], cursor: nil, of: .wiki, owner: "owner", lease: .seconds(30), at: test.at(101)))
            #expect(try await test.find("c@x") == ["3"])
            #expect(try await test.find("b@x") == ["2"])
            try await test.end(at: 102)
            for (email, keys) in [("a@x", []), ("new@x", ["1"]), ("b@x", ["2"]), ("c@x", []), ("d@x", [])] {
                #expect(try await test.find(email) == keys)
            }
            #expect(try await test.store.status(of: .wiki)?.listed == 4)
        },
        StoreRule("a listing ends in bites") { test in
            _ = try await test.begin(at: 0)
            try await test.list((0..<25).map { ("\($0)", "a@x") }, at: 0)
            try await test.end(at: 0)
            _ = try await test.begin(at: 1)
            try await test.list([("0", "a@x")], at: 1)
            func end() async throws -> ListingEnd {
                try await test.store.endListing(of: .wiki, owner: "owner", limit: 10, at: test.at(2))
            }
            #expect(try await end() == .goesOn)
            #expect(try await test.store.status(of: .wiki)?.isListing == true)
            #expect(try await end() == .goesOn)
            #expect(try await end() == .complete)
            #expect(try await test.find("a@x") == ["0"])
            #expect(try await end() == .lost)
        },
        StoreRule("what was listed at another place, or for another target, is not found") { test in
            _ = try await test.begin(at: 0)
            try await test.list([("1", "a@x")], at: 0)
            try await test.end(at: 0)
            let moved = AccountIndex(target: "wiki", place: "https://new.example.com")
            #expect(try await test.store.status(of: moved) == nil)
            #expect(try await test.store.accounts(of: moved, email: "a@x", limit: 9) == nil)
            let other = AccountIndex(target: "other", place: AccountIndex.wiki.place)
            #expect(try await test.store.accounts(of: other, email: "a@x", limit: 9) == nil)
            #expect(
                try await test.store.beginListing(of: moved, owner: "owner", lease: .seconds(30), at: test.at(1))
                    == AccountListing(cursor: nil, listed: 0))
            #expect(try await test.find("a@x") == nil)
            #expect(try await test.save([("2", "b@x")], at: 2) == false)
            #expect(try await test.store.endListing(of: moved, owner: "owner", limit: 9, at: test.at(3)) == .complete)
            #expect(try await test.store.accounts(of: moved, email: "a@x", limit: 9) == [])
        },
        StoreRule("is put right where a live read shows something else, and gets nobody in who is not") { test in
            _ = try await test.begin(at: 0)
            try await test.list([("1", "a@x"), ("2", "b@x")], at: 0)
            try await test.end(at: 0)
            for account in [
                ListedAccount(key: "1", mail: .address("New@x")), ListedAccount(key: "2", mail: .none),
                ListedAccount(key: "3", mail: .address("c@x")),
            ] { try await test.store.correct(account, of: .wiki) }
            for (email, keys) in [("a@x", []), ("new@x", ["1"]), ("b@x", []), ("c@x", [])] {
                #expect(try await test.find(email) == keys)
            }
        },
        StoreRule("a user who is forgotten is not found by mail address until the next listing") { test in
            _ = try await test.begin(at: 0)
            try await test.list([("key-ada", "ada@x"), ("key-bob", "bob@x")], at: 0)
            try await test.end(at: 0)
            try await test.mark(.ada, at: 1)
            let link = TargetUser(key: "key-ada", name: "ada", email: "ada@x")
            try await test.complete(test.claimOne(at: 1), PassRecord(link: link), at: 2)
            #expect(try await test.store.forget(RequestKey.ada.user, at: test.at(3)) == .forgotten)
            #expect(try await test.find("ada@x") == [])
            #expect(try await test.find("bob@x") == ["key-bob"])
        },
        StoreRule("a lease reaches no further than one of now after the clock was set back") { test in
            _ = try await test.begin(at: 10_000)
            try await test.store.clockWasSetBack(to: test.at(0), lease: .seconds(60), longestWait: .seconds(900))
            func takeOver(at seconds: Double) async throws -> AccountListing? {
                try await test.store.beginListing(
                    of: .wiki, owner: "other", lease: .seconds(30), at: test.at(seconds))
            }
            #expect(try await takeOver(at: 59) == nil)
            #expect(try await takeOver(at: 60) != nil)
        },
    ]
}

extension AccountIndex {
    fileprivate static let wiki = AccountIndex(target: "wiki", place: "https://wiki.example.com")
}

extension AccountListing? {
    fileprivate func must(be wanted: AccountListing) { #expect(self == wanted) }
}

extension StoreUnderTest {
    fileprivate func find(_ email: String, limit: Int = 9) async throws -> [String]? {
        try await store.accounts(of: .wiki, email: email, limit: limit)
    }

    fileprivate func begin(at seconds: Double) async throws -> AccountListing? {
        try await store.beginListing(of: .wiki, owner: "owner", lease: .seconds(30), at: at(seconds))
    }

    fileprivate func save(
        _ accounts: [(key: String, email: String?)], cursor: String? = nil, at seconds: Double
    ) async throws -> Bool {
        try await store.save(
            accounts.map { ListedAccount(key: $0.key, mail: $0.email.map(ListedAccount.Mail.address) ?? .none) },
            cursor: cursor, of: .wiki, owner: "owner", lease: .seconds(30), at: at(seconds))
    }

    fileprivate func list(
        _ accounts: [(key: String, email: String?)], cursor: String? = nil, at seconds: Double
    ) async throws {
        #expect(try await save(accounts, cursor: cursor, at: seconds))
    }

    fileprivate func end(at seconds: Double) async throws {
        #expect(try await store.endListing(of: .wiki, owner: "owner", limit: 1000, at: at(seconds)) == .complete)
    }
}
