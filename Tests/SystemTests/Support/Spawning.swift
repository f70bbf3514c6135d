import Foundation

/// Starts a program by posix_spawn.
///
/// Not by Foundation's `Process`: on Linux its `run()` copies whole directory records from a buffer that may end with
/// a shorter one, and tests that start thousands of processes crash on that now and then.
enum Spawning {
    struct Failure: Error, CustomStringConvertible {
        let program: String
        let code: Int32
        var description: String { "\(program) could not be started: error \(code)" }
    }

    /// - Parameter environment: The whole of it: nothing is inherited.
    /// - Returns: The process, leader of a group of its own, with signals as a shell would give them.
    static func start(
        _ program: String, _ arguments: [String], environment: [String: String], out: String, err: String
    ) throws -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for (descriptor, path) in [(Int32(1), out), (2, err)] {
            let flags = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND
            unsafe posix_spawn_file_actions_addopen(&actions, descriptor, path, flags, 0o600)
        }

        // The sandbox's listeners live in this process: a child that held them would keep their ports open.
        for descriptor in Int32(3)..<1024 { unsafe posix_spawn_file_actions_addclose(&actions, descriptor) }

        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var all = sigset_t(), none = sigset_t()
        unsafe sigfillset(&all)
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))

        var process = pid_t()
        let code = unsafe withCStrings([program] + arguments) { arguments in
            unsafe withCStrings(environment.map { "\($0)=\($1)" }) { environment in
                unsafe posix_spawn(&process, program, &actions, &attributes, arguments, environment)
            }
        }
        guard code == 0 else { throw Failure(program: program, code: code) }
        return process
    }

    /// How the process ended; nil: it runs. To be asked until it has ended, and not again then.
    static func ending(of process: pid_t) -> ProgramRun.Ending? {
        var status: Int32 = 0
        guard unsafe waitpid(process, &status, WNOHANG) == process else { return nil }
        let signal = status & 0x7f
        return signal == 0
            ? ProgramRun.Ending(status: (status >> 8) & 0xff, bySignal: false)
            : ProgramRun.Ending(status: signal, bySignal: true)
    }

    private static func withCStrings<Result>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = unsafe texts.map { unsafe strdup($0) }
        defer { unsafe copies.forEach { unsafe free($0) } }
        return unsafe body(copies + [nil])
    }
}
