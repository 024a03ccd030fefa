import Foundation
import MediaTypes
import SIP
import Testing

@testable import PhoneGateway

/// What a station tells of itself and of its trunks when something is wrong.
@Suite(.timeLimit(.minutes(3))) struct StationTrunkTests {
    /// What becomes of a call by TLS.
    private static func failure(
        of check: (StationSettings.CertificateFiles) async throws -> StationTrunk.CertificateCheck, names: String = "IP:127.0.0.1"
    ) async throws -> ConnectionFailure? {
        let certificate = try await TestCertificate.make(names: names)
        return try await withStation(.loopback(certificate)) { callee async throws in
            try await withStation { caller async throws in
                let (call, trunk) = try await caller.call(callee, over: .tls, check: try await check(certificate))
                _ = try await caller.end(of: call)
                return await caller.status(of: trunk).connectionFailure
            }
        }
    }

    @Test func aCertificateFromAnotherAuthorityIsNotTrusted() async throws {
        let other = try await TestCertificate.make()
        #expect(try await Self.failure { _ in .authorities(file: other.certificate) } == .untrusted)
        #expect(try await Self.failure { _ in .system } == .untrusted)
    }

    @Test func aCertificateForAnotherNameIsNotTrusted() async throws {
        #expect(try await Self.failure(of: { .authorities(file: $0.certificate) }, names: "DNS:other.test,IP:127.0.0.2") == .otherName)
    }

    @Test func aFileWithoutAuthoritiesIsSaid() async throws {
        let file = try TestFolder.make() + "/none.pem"
        #expect(try await Self.failure { _ in .authorities(file: file) } == .authorities(file: file))
    }

    @Test func aServerThatIsNotThereRefuses() async throws {
        try await withStation { station async throws in
            let port = try await withStation { gone async throws in try await gone.port(.tcp) }
            let trunk = await station.add(
                StationTrunk(
                    name: "gone", account: TrunkAccount(domain: "gone.test", user: "box", password: "secret"), host: "127.0.0.1", port: port,
                    transport: .tcp))
            #expect(try await station.failing(trunk) == .noAnswer)
            let status = await station.status(of: trunk)
            #expect(status.connectionFailure == .refused && status.advice?.contains("refuses the connection") == true)
        }
    }

    /// As long as a request waits for its answer: 32 s, and the wait behind it.
    @Test func aServerThatNeverAnswersIsConnectedToAnew() async throws {
        try await withStation { station async throws in
            let server = try SilentServer()
            let trunk = await station.add(
                StationTrunk(
                    name: "silent", account: TrunkAccount(domain: "silent.test", user: "box", password: "secret"), host: "127.0.0.1", port: server.port,
                    transport: .tcp))
            #expect(try await station.failing(trunk) == .noAnswer)
            try await waiting { server.accept(2) }
            #expect(await station.status(of: trunk).connectionFailure == .noAnswer)
        }
    }

    @Test func aNameThatIsNotThereIsSaid() async throws {
        try await withStation { station async throws in
            // Too long to be asked for: no name server hears of it.
            let host = String(repeating: "x", count: 300)
            let trunk = await station.add(
                StationTrunk(
                    name: "nowhere", account: TrunkAccount(domain: "nowhere.test", user: "box", password: "secret"), host: host, port: 1))
            while await station.status(of: trunk).lookUp == .pending { await Task.yield() }
            let status = await station.status(of: trunk)
            #expect(status.lookUp == .failed(.noSuchName) && status.target == nil && status.registration == .stopped)
            #expect(status.advice == ResolverError.noSuchName.description)
        }
    }

    @Test func newCertificatesAreServedAfterTheyAreReadAgain() async throws {
        let files = try await TestCertificate.make(names: "DNS:other.test")
        try await withStation(.loopback(files)) { callee async throws in
            let ours = try await TestCertificate.make(names: "IP:127.0.0.1")
            try await withStation { caller async throws in
                let (early, trunk) = try await caller.call(callee, over: .tls, check: .authorities(file: ours.certificate))
                _ = try await caller.end(of: early)
                for (from, to) in [(ours.certificate, files.certificate), (ours.key, files.key)] {
                    try Data(contentsOf: URL(filePath: from)).write(to: URL(filePath: to))
                }
                try await callee.reloadCertificates()
                let late = await caller.dial("204", over: trunk, .sdp("v=0"))
                #expect(late != nil)
                #expect(try await callee.incoming().1.dialled == "204")
            }
        }
    }

    @Test func brokenFilesLeaveTheFormerCertificateInForce() async throws {
        let files = try await TestCertificate.make()
        try await withStation(.loopback(files)) { callee async throws in
            let former = try TestFolder.make() + "/former.pem"
            try FileManager.default.copyItem(atPath: files.certificate, toPath: former)
            try Data("nonsense".utf8).write(to: URL(filePath: files.certificate))
            await #expect(throws: StationError.self) { try await callee.reloadCertificates() }
            try await withStation { caller async throws in
                _ = try await caller.call(callee, over: .tls, check: .authorities(file: former))
                #expect(try await callee.incoming().1.dialled == "204")
            }
        }
    }

    @Test func aPortThatIsTakenIsNamed() async throws {
        try await withStation { station async throws in
            let port = try await station.port(.udp)
            let settings = StationSettings(address: TransportAddress(ipv4: 0x7F00_0001, port: 0), port: port)
            await #expect(throws: StationError.portInUse(port)) { _ = try await SIPStation(settings) }
        }
    }

    @Test func anAddressOfAnotherMachineIsRefused() async throws {
        let settings = StationSettings(address: TransportAddress(ipv4: 0xC000_0201, port: 0), port: 0)
        await #expect(throws: StationError.addressNotHere) { _ = try await SIPStation(settings) }
    }

    @Test func tlsNeedsACertificate() async throws {
        await #expect(throws: StationError.noCertificate) { _ = try await SIPStation(StationSettings(port: 0, tlsPort: 0)) }
        let files = StationSettings.CertificateFiles(certificate: "/nowhere/c.pem", key: "/nowhere/k.pem")
        let error = await #expect(throws: StationError.self) {
            _ = try await SIPStation(StationSettings(port: 0, tlsPort: 0, certificate: files))
        }
        #expect(error?.description.contains("/nowhere/c.pem") == true)
    }

    @Test func ourAddressIsTheOneThatLeadsThere() async throws {
        try await withStation(.loopback(address: nil)) { station async throws in
            let port = try await station.port(.udp)
            let four = await station.localAddress(toward: SIPPath(.udp, TransportAddress(ipv4: 0x7F00_0001, port: 5_060)))
            let six = await station.localAddress(toward: SIPPath(.udp, TransportAddress(high: 0, low: 1, port: 5_060)))
            #expect(four == TransportAddress(ipv4: 0x7F00_0001, port: port) && six == TransportAddress(high: 0, low: 1, port: port))
        }
    }

    @Test func onlyWhoIsOutsideIsToldThePublicAddress() async throws {
        let known = TransportAddress(ipv4: 0xCB00_7105, port: 0)
        let settings = StationSettings(address: TransportAddress(ipv4: 0x7F00_0001, port: 0), port: 0, publicAddress: { known })
        try await withStation(settings) { station async throws in
            let port = try await station.port(.udp)
            let outside = await station.contact(toward: SIPPath(.udp, TransportAddress(ipv4: 0xC000_0201, port: 5_060)))
            let inside = await station.contact(toward: SIPPath(.udp, TransportAddress(ipv4: 0xC0A8_0102, port: 5_060)))
            #expect(outside == TransportAddress(ipv4: 0xCB00_7105, port: port) && inside == TransportAddress(ipv4: 0x7F00_0001, port: port))
        }
    }

    @Test(
        arguments: [
            (0x0A00_0001, true), (0xAC10_0001, true), (0xAC1F_FFFF, true), (0xAC20_0000, false), (0xC0A8_0001, true), (0xC0A9_0001, false),
            (0x6440_0001, true), (0x6480_0001, false), (0xA9FE_0001, true), (0x7F00_0001, true), (0xC000_0201, false),
        ] as [(UInt32, Bool)])
    func ownNetworksAreKnown(_ address: UInt32, _ isLocal: Bool) {
        #expect(TransportAddress(ipv4: address, port: 1).isLocal == isLocal)
    }
}
