import DTLS
import ICE
import MediaTypes

/// What a visitor has to know of the answer to its offer.
struct BoxAnswer {
    let credentials: ICECredentials
    let fingerprint: CertificateFingerprint
    /// The first candidate, which has the highest priority.
    let media: TransportAddress

    /// - Returns: nil when something of it is missing
    init?(parsing text: String) {
        let lines = text.split(whereSeparator: \.isNewline)
        func value(_ name: String) -> String? { lines.first { $0.hasPrefix("a=\(name):") }.map { String($0.dropFirst(name.count + 3)) } }
        guard let ufrag = value("ice-ufrag"), let password = value("ice-pwd"), let print = value("fingerprint"),
            let fingerprint = CertificateFingerprint(sdp: print), lines.contains("a=setup:passive"),
            let fields = value("candidate")?.split(separator: " "), fields.count >= 6, let port = UInt16(fields[5]),
            let media = Self.address(String(fields[4]), port: port)
        else { return nil }
        credentials = ICECredentials(ufrag: ufrag, password: password)
        self.fingerprint = fingerprint
        self.media = media
    }

    /// IPv4: visitors come over loopback.
    private static func address(_ text: String, port: UInt16) -> TransportAddress? {
        let parts = text.split(separator: ".").compactMap { UInt8($0) }
        guard parts.count == 4 else { return nil }
        return TransportAddress(ipv4: parts.reduce(0) { $0 << 8 | UInt32($1) }, port: port)
    }
}
