public import Foundation

/// `network:` how the outside is reached, for all of it or for one connector or target.
public struct NetworkSettings: Sendable, Hashable {
    /// `http://`: requests pass through it by CONNECT, so that their TLS ends at the host that they are for.
    public let proxy: URL?
    /// Hosts that are reached without the proxy, as they are written.
    public let noProxy: [String]
    /// Certificates (PEM) trusted beside the system's, at an absolute path.
    public let caFile: String?

    public init(proxy: URL? = nil, noProxy: [String] = [], caFile: String? = nil) {
        self.proxy = proxy
        self.noProxy = noProxy
        self.caFile = caFile
    }

    /// What `outer` says holds where this mapping is silent.
    init?(from reader: SettingsReader, over outer: NetworkSettings?) {
        let proxy = reader.proxy("proxy")
        let noProxy = reader.texts("noProxy")
        let caFile = reader.optionalPath("caFile", existing: true)
        guard proxy != nil || !reader.has("proxy"), caFile != nil || !reader.has("caFile"), let noProxy else {
            return nil
        }
        self.init(
            proxy: proxy ?? outer?.proxy, noProxy: reader.has("noProxy") ? noProxy : outer?.noProxy ?? [],
            caFile: caFile ?? outer?.caFile)
    }
}

extension SettingsReader {
    /// The connector's or target's own `network:` over that of the whole file; without either, all is direct.
    public func network() -> NetworkSettings? {
        guard let section = section("network") else {
            return isWritten("network") ? nil : outerNetwork ?? NetworkSettings()
        }
        return NetworkSettings(from: section, over: outerNetwork)
    }

    /// A proxy is asked in plain HTTP to open a tunnel; what goes through it is encrypted from end to end, so that
    /// `http://` is right here.
    fileprivate func proxy(_ key: String) -> URL? {
        optional(key) { scalar in
            do throws(WebAddress.Refusal) {
                let url = try WebAddress.url(scalar.text, plainHTTP: true)
                if url.scheme?.lowercased() == "https" {
                    reject(key, scalar, "must begin with http://", remedy: "proxies over TLS are not in this version")
                    return nil
                }
                return url
            } catch {
                reject(key, scalar, error.words, remedy: error.remedy)
                return nil
            }
        }
    }
}
