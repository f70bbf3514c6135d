public import Foundation

/// Tokens that one secret makes for many things, so that each has its own and none has to be kept.
public enum DerivedToken {
    /// HMAC-SHA256 of `name`, in 64 hexadecimal digits; whoever knows one token can tell no other.
    public static func make(of secret: Data, for name: String) throws(OpenSSLError) -> String {
        let code = try MAC.hmac(Data(name.utf8), key: secret)
        return code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
