import COpenSSL

/// Why libcrypto did not do what it was asked; its error queue was emptied into this value.
public struct OpenSSLError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The function of libcrypto that failed, or whose arguments were out of its range.
    public let function: String
    /// The queue's entries in libcrypto's words, oldest first; empty when it gave no reason.
    public let entries: [String]

    init(function: String, entries: [String]) {
        self.function = function
        self.entries = entries
    }

    public var description: String {
        "OpenSSL: \(function): \(entries.isEmpty ? "no reason given" : entries.joined(separator: "; "))"
    }

    /// Empties the calling thread's queue, so that nobody after us finds our errors in it.
    static func taken(after function: String) -> OpenSSLError {
        var entries: [String] = []
        var text = [CChar](repeating: 0, count: 256)
        while case let code = ERR_get_error(), code != 0 {
            unsafe text.withUnsafeMutableBufferPointer { buffer in
                unsafe ERR_error_string_n(code, buffer.baseAddress, buffer.count)
            }
            entries.append(String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
        }
        return OpenSSLError(function: function, entries: entries)
    }
}
