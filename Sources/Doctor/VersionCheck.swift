import COpenSSL
import COpus
import FoundationEssentials
import Glibc

/// What runs here, for whoever asks others for help.
enum VersionCheck {
    static func finding() -> Finding {
        let parts = [program, String(cString: opus_get_version_string()), openSSL, kernel]
        return .good(.versions, parts.compactMap { $0 }.joined(separator: ", "))
    }

    /// By the day on which it was built.
    private static var program: String? {
        guard let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
            let day = try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
        else { return nil }
        return "partyline built \(day.formatted(.iso8601.year().month().day()))"
    }

    /// "OpenSSL 3.0.17 1 Jul 2025", without the day.
    private static var openSSL: String? {
        guard let text = OpenSSL_version(OPENSSL_VERSION) else { return nil }
        return String(cString: text).split(separator: " ").prefix(2).joined(separator: " ")
    }

    private static var kernel: String? {
        var names = utsname()
        guard uname(&names) == 0 else { return nil }
        func text(_ field: some Any) -> String {
            withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        }
        return "\(text(names.sysname)) \(text(names.release)) on \(text(names.machine))"
    }
}
