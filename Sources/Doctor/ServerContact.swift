import AdminAPI

/// Whether a server runs, and what it says.
enum ServerContact {
    case none
    /// - Parameters:
    ///   - isRealtime: of its media thread; nil where it did not tell
    ///   - trunks: nil where it did not tell
    case running(profile: String, upSeconds: Int, isRealtime: Bool?, trunks: [TrunkSnapshot]?)
    /// It is another user's.
    case notAllowed(String)
    /// It is there, but has hung up or does not answer.
    case silent(String)

    init(socket: String) {
        do {
            var client = try AdminClient(path: socket)
            let box = try client.ask(Status())
            self = .running(profile: box.profile, upSeconds: box.upSeconds, isRealtime: box.isRealtime, trunks: try? client.ask(TrunkStatusQuery()))
        } catch AdminClientError.noServer {
            self = .none
        } catch AdminClientError.notAllowed(let path) {
            self = .notAllowed("\(AdminClientError.notAllowed(path))")
        } catch {
            self = .silent("\(error)")
        }
    }

    var isRunning: Bool { if case .none = self { false } else { true } }
    var trunks: [TrunkSnapshot]? { if case .running(_, _, _, let trunks) = self { trunks } else { nil } }
    var isRealtime: Bool? { if case .running(_, _, let isRealtime, _) = self { isRealtime } else { nil } }

    func finding() -> Finding {
        switch self {
        case .none: .good(.server, "no server runs, so what it would need was tried")
        case .running(let profile, let upSeconds, _, _): .good(.server, "a server has run for \(upSeconds / 60) min, with profile \(profile)")
        case .notAllowed(let reason): .hint(.server, reason, remedy: "run partyline doctor as the user who runs the server")
        case .silent(let reason): .problem(.server, reason, remedy: "try it once more; if it stays so, stop the server and start it again")
        }
    }
}
