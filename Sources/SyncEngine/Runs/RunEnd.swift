/// Why the work on a run stops before its last step.
enum RunEnd: Error {
    /// Somebody cancelled it, or another process has it now: nothing more is to be done here.
    case lost
    /// It cannot be carried on; in words.
    case failed(String)
}
