/// What one side of a call says of the DTLS handshake that makes the keys: by which certificate it is known, and who begins.
/// - Source: RFC 5763 section 5, RFC 4145 section 4, RFC 8122 section 5, RFC 8842 section 5
public struct CallHandshake: Sendable, Hashable {
    public enum Setup: String, Sendable, Hashable {
        /// Begins.
        case active
        /// Waits.
        case passive
        /// Leaves it to the answer; in offers only.
        case either = "actpass"

        /// The part of the other side; nil while nobody has decided.
        public var counterpart: Setup? {
            switch self {
            case .active: .passive
            case .passive: .active
            case .either: nil
            }
        }
    }

    /// As `sha-256 AB:CD…`, in capitals.
    public let fingerprint: String
    public let setup: Setup
    /// The name of the association on this side (a=tls-id): another one asks for another handshake. Nil where the side gives none.
    public let id: String?

    public init(fingerprint: String, setup: Setup, id: String? = nil) {
        self.fingerprint = fingerprint
        self.setup = setup
        self.id = id
    }

    init(of audio: MediaDescription, in session: SessionDescription) throws(SDPError) {
        let own = audio.lines.attributes("fingerprint")
        fingerprint = try TransportParameters.fingerprint(own.isEmpty ? session.lines.attributes("fingerprint") : own, of: audio)
        guard let line = audio.lines.attribute("setup") ?? session.lines.attribute("setup") else {
            throw .missing(line: audio.number, needs: "a=setup:actpass with the audio")
        }
        guard let setup = line.value.flatMap(Setup.init) else {
            throw .wrong(line: line.number, needs: "a=setup:actpass, active or passive", found: line.value ?? "")
        }
        self.setup = setup
        id = audio.lines.attribute("tls-id")?.value
    }

    /// What an answer says to it: we wait where we may, so that the other side opens the way through its router; in a call that goes on, the
    /// parts stay as they are. A name is given to whom gives one.
    /// - Source: RFC 8842 sections 5.3 and 5.5
    func answer(fingerprint: String, id: String?, keeping part: Setup?) -> CallHandshake {
        CallHandshake(fingerprint: fingerprint, setup: setup.counterpart ?? part ?? .passive, id: self.id == nil ? nil : id)
    }

    /// As it is written, without the lines' ends.
    var lines: [String] { ["a=fingerprint:\(fingerprint)", "a=setup:\(setup.rawValue)"] + (id.map { ["a=tls-id:\($0)"] } ?? []) }
}
