import Testing

@Suite struct Room { @Test func builds() {} }
