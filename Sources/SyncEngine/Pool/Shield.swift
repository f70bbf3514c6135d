/// Runs `operation` to its end, even when the calling task is cancelled meanwhile.
///
/// A claim must be ended and its outcome stored also while the pool shuts down; the caller waits for it, so nothing is
/// left running behind its back.
func shielded<Value: Sendable>(_ operation: @escaping @Sendable () async -> Value) async -> Value {
    await Task { await operation() }.value
}

/// Runs `operation` to its end, even when the calling task is cancelled meanwhile, and throws what it throws.
func shielded<Value: Sendable>(_ operation: @escaping @Sendable () async throws -> Value) async throws -> Value {
    try await Task { try await operation() }.value
}
