import Conference
import DTLS
import ICE
import MediaLink
import MediaTypes
import SDP
import Testing

@testable import WebGateway

/// What a handshake proves of the address that a leg begins with.
@Suite final class PeerTests {
    private static let local = ICECredentials(ufrag: "server00", password: "the server's own password")

    private let peer: Peer
    private var browser: DTLSSession
    private var random = SplitMix64(seed: 5)

    init() throws {
        let (ours, theirs) = (try DTLSIdentity(), try DTLSIdentity())
        let offer = try AudioOffer(parsing: Offers.audio())
        let answer = try AudioAnswer(
            to: offer, ufrag: Self.local.ufrag, password: Self.local.password, fingerprint: ours.fingerprint.sdp, candidates: [], ssrc: 1, cname: "c",
            maxAverageBitrate: 24_000, usesDTX: true, ptimeMs: 20, maxptimeMs: 60, usesRED: false)
        peer = try Peer(
            id: PeerID(text: "x"), handle: ParticipantHandle("p-0001"), answer: answer, local: Self.local, identity: ours,
            fingerprint: theirs.fingerprint, promise: StreamPromise(using: &random), etag: "e", at: .zero)
        browser = try DTLSSession(identity: theirs, role: .client, peer: ours.fingerprint, at: .zero)
    }

    private func address(_ number: Int) -> TransportAddress { TransportAddress(ipv4: 0xC000_0201, port: UInt16(40_000 + number)) }

    private func check(from number: Int, isNominating: Bool = false) {
        var request = STUNMessage(.request, transaction: .random(using: &random))
        request.username = Self.local.ufrag + ":Al7K"
        request.priority = 1
        request.role = .controlling(7)
        request.isNominating = isNominating
        _ = peer.handleSTUN(request.write(password: Self.local.password), from: address(number), at: .zero)
    }

    @Test func whereItIsIsKnownOnceAnAddressIsProved() {
        #expect(peer.route == nil)
        check(from: 1)
        #expect(peer.route == MediaRoute(remote: address(1)))
        check(from: 2, isNominating: true)
        #expect(peer.route == MediaRoute(remote: address(2), alternatives: [address(1)]))
    }

    /// The handshake to its end.
    /// - Parameter source: where the browser's flight of that number, from 0 on, comes from
    /// - Returns: what the leg begins with
    private func shakeHands(from source: (Int) -> Int) -> (remote: TransportAddress, isProven: Bool)? {
        var flight = sent(browser.advance(to: .zero))
        for number in 0..<8 where !flight.isEmpty {
            var next: [[UInt8]] = []
            for datagram in flight {
                for effect in peer.handleDTLS(datagram, from: address(source(number)), at: .zero) {
                    switch effect {
                    case .join(_, let remote, let isProven): return (remote, isProven)
                    case .send(let bytes, _): next += sent(browser.handle(bytes, at: .zero))
                    default: break
                    }
                }
            }
            flight = next
        }
        return nil
    }

    private func sent(_ actions: [DTLSAction]) -> [[UInt8]] { actions.compactMap { if case .send(let bytes) = $0 { bytes } else { nil } } }

    @Test func aHandshakeAtOneAddressProvesThatSomebodyReadsThere() throws {
        check(from: 0, isNominating: true)
        let leg = try #require(shakeHands { _ in 0 })
        #expect(leg.remote == address(0) && leg.isProven)
    }

    @Test func aHandshakeThatIsFinishedUnderAnotherAddressProvesNothing() throws {
        check(from: 0)
        check(from: 1, isNominating: true)
        let leg = try #require(shakeHands { $0 == 0 ? 0 : 1 })
        #expect(leg.remote == address(1) && !leg.isProven)
    }

    @Test func whatIsChosenMeanwhileIsNotTakenForProven() throws {
        check(from: 0)
        check(from: 1, isNominating: true)
        let leg = try #require(shakeHands { _ in 0 })
        #expect(leg.remote == address(0) && leg.isProven)
        let orders = peer.seat(at: LegID(1), knowing: leg.remote)
        guard case .order(.direct(_, let chosen))? = orders?.last else { Issue.record("no order"); return }
        #expect(chosen == address(1))
    }
}
