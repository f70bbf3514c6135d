import ArgumentParser
import Foundation
import Logging
import Settings
import SyncEngine

/// What every command that reads the configuration takes.
struct CommonOptions: ParsableArguments {
    @Option(name: .long, help: "The configuration file (ROLLCALL_CONFIG, else /etc/rollcall/rollcall.yaml).")
    var config: String?

    @Option(name: .long, help: "How the result is printed: table (the default) or json.")
    var format: OutputFormat = .table

    @OptionGroup var logging: LoggingOptions

    var printer: Printer { Printer(format: format) }

    var configurationPath: String {
        ConfigurationLoader.defaultPath(option: config, environment: ProcessInfo.processInfo.environment)
    }

    /// Reads the configuration; prints every problem and ends the command with 2 when it cannot be used.
    func configuration() throws -> Configuration {
        do throws(ConfigurationError) {
            return try Composition.configuration(at: configurationPath)
        } catch {
            for problem in error.problems { Printer.err(problem.description) }
            throw CommandExit(.usage)
        }
    }

    /// Runs `body` with the operations on the configured store, beside a running `serve` or without one.
    func withOperations<Value: Sendable>(
        _ body: @Sendable (Operations) async throws -> Value
    ) async throws -> Value {
        try await withComposition { try await body($0.operations) }
    }

    func withComposition<Value: Sendable>(
        _ body: @Sendable (Composition) async throws -> Value
    ) async throws -> Value {
        try await Composition.with(
            try configuration(), logger: logging.logger(level: .warning, label: "rollcall"), body)
    }
}

/// How the log is written.
struct LoggingOptions: ParsableArguments {
    @Option(name: .long, help: "text or json; by default text on a terminal, json otherwise.")
    var logFormat: LineLogHandler.Format?

    @Option(name: .long, help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel: LogLevel?

    func logger(level: Logger.Level, label: String) -> Logger {
        let format = logFormat ?? (isatty(STDERR_FILENO) == 1 ? .text : .json)
        let level = logLevel.flatMap { Logger.Level(rawValue: $0.rawValue) } ?? level
        return Logger(label: label) { LineLogHandler(label: $0, format: format, level: level) }
    }
}

extension LineLogHandler.Format: ExpressibleByArgument {}

/// swift-log's levels, as arguments.
enum LogLevel: String, CaseIterable, ExpressibleByArgument {
    case trace, debug, info, notice, warning, error, critical
}
