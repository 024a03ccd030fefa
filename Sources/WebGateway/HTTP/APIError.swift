import Conference
import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
import SDP

/// A refusal as people and scripts get it: a status, a word that stays the same, and a sentence in both languages of the page.
struct APIError: Error, HTTPResponseError {
    let status: HTTPResponse.Status
    let code: String
    let message: String
    let messageDE: String
    /// What the address has instead (RFC 9110 section 10.2.1).
    private var allowed: [HTTPRequest.Method] = []

    init(status: HTTPResponse.Status, code: String, message: String, messageDE: String) {
        self.status = status
        self.code = code
        self.message = message
        self.messageDE = messageDE
    }

    private struct Body: Encodable {
        let error: String
        let message: String
        let messageDE: String
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        let body = try JSONEncoder().encode(Body(error: code, message: message, messageDE: messageDE))
        var headers: HTTPFields = [.contentType: "application/json"]
        if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
        if !allowed.isEmpty { headers[.allow] = allowed.map(\.rawValue).sorted().joined(separator: ", ") }
        let response = Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
        return request.method == .head ? response.createHeadResponse() : response
    }

    static let noToken = APIError(
        status: .unauthorized, code: "no-token", message: "You are not in a room (any more). Join again.",
        messageDE: "Du bist in keinem Raum (mehr). Tritt noch einmal bei.")
    static let noSuchMedia = APIError(
        status: .notFound, code: "no-such-media", message: "This media session is over. Send a new offer.",
        messageDE: "Diese Medienverbindung ist vorbei. Schicke ein neues Angebot.")
    static let tooOften = APIError(
        status: .tooManyRequests, code: "rate", message: "Too many attempts from your network. Wait a minute.",
        messageDE: "Zu viele Versuche aus deinem Netz. Warte eine Minute.")
    static let foreignOrigin = APIError(
        status: .forbidden, code: "foreign-origin", message: "Another website may not do this for you. Open the room's own page.",
        messageDE: "Eine andere Webseite darf das nicht für dich tun. Öffne die Seite des Raums selbst.")
    static let tooLarge = APIError(
        status: .contentTooLarge, code: "too-large", message: "The request is too long; 16 KiB are right.",
        messageDE: "Die Anfrage ist zu lang; 16 KiB sind richtig.")
    static let notFound = APIError(
        status: .notFound, code: "not-found", message: "There is nothing at this address.", messageDE: "Unter dieser Adresse ist nichts.")

    static func noSuchMethod(allowed: [HTTPRequest.Method]) -> APIError {
        var error = APIError(
            status: .methodNotAllowed, code: "no-such-method", message: "This address takes other methods; Allow says which.",
            messageDE: "Diese Adresse kennt andere Methoden; Allow sagt, welche.")
        error.allowed = allowed
        return error
    }

    static func badRequest(_ message: String, _ messageDE: String, status: HTTPResponse.Status = .badRequest) -> APIError {
        APIError(status: status, code: "bad-request", message: message, messageDE: messageDE)
    }

    /// An offer that cannot be answered. What is wrong is for whoever wrote the software, so it is in English only.
    static func badOffer(_ why: String) -> APIError {
        APIError(
            status: .unprocessableContent, code: "bad-offer", message: "The offer cannot be answered: \(why)",
            messageDE: "Das Angebot kann nicht beantwortet werden: \(why)")
    }
}

extension APIError {
    init(_ error: ConferenceError) {
        let (status, message, messageDE): (HTTPResponse.Status, String, String) = switch error {
        case .badName, .noSuchRoom:
            (.notFound, "There is no such room. Look at the link again.", "Diesen Raum gibt es nicht. Sieh dir den Link noch einmal an.")
        case .noSuchParticipant: (.notFound, "This person is not here (any more).", "Diese Person ist nicht (mehr) da.")
        case .full: (.serviceUnavailable, "The box is full. Try again later.", "Die Box ist voll. Versuche es später noch einmal.")
        case .overloaded, .busy:
            (.serviceUnavailable, "The box has too much to do just now. Try again in a minute.",
             "Die Box hat gerade zu viel zu tun. Versuche es in einer Minute noch einmal.")
        case .pinNeeded: (.unauthorized, "This room has a PIN. Enter it.", "Dieser Raum hat eine PIN. Gib sie ein.")
        case .wrongPIN: (.forbidden, "This PIN is wrong.", "Diese PIN stimmt nicht.")
        case .pinPause:
            (.tooManyRequests, "Too many wrong PINs were tried here. Wait an hour, or ask whoever invited you.",
             "Hier wurden zu viele falsche PINs probiert. Warte eine Stunde oder frage, wer dich eingeladen hat.")
        case .badPersonName:
            (.badRequest, "This name cannot be shown. Up to 40 visible characters are right.",
             "Dieser Name lässt sich nicht zeigen. Bis zu 40 sichtbare Zeichen sind richtig.")
        case .inLobby: (.conflict, "You wait in the lobby until a host lets you in.", "Du wartest in der Lobby, bis dich jemand einlässt.")
        case .notHost: (.forbidden, "Only a host may do this.", "Das darf nur, wer den Raum leitet.")
        case .mutedByAdmin:
            (.forbidden, "The operator has muted you. Only the operator can undo this.",
             "Der Betreiber hat dich stummgeschaltet. Nur er kann das aufheben.")
        case .badLeg(let why): (.unprocessableContent, why, why)
        case .roomExists, .roomInUse, .tooManyRooms, .addressInUse, .badGain, .storage, .badRoomSetting:
            (.badRequest, error.description, error.description)
        }
        self.init(status: status, code: error.code, message: message, messageDE: messageDE)
    }
}

/// Runs what the conference or the hub may refuse.
func refusing<Answer>(_ body: () async throws -> Answer) async throws -> Answer {
    do {
        return try await body()
    } catch let error as ConferenceError {
        throw APIError(error)
    } catch let error as PeerError {
        throw APIError(error)
    } catch let error as SDPError {
        throw APIError.badOffer(error.description)
    }
}

extension APIError {
    init(_ error: PeerError) {
        switch error {
        case .full: self.init(.full(limit: 0))
        case .badOffer(let why): self = .badOffer(why)
        case .noSuchPeer: self = .noSuchMedia
        }
    }
}
