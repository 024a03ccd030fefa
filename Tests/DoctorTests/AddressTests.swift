import Profiles
import Testing

@testable import Doctor

@Suite struct AddressTests {
    /// - Parameter found: what the name leads to, if it is one
    private func check(_ publicAddress: String?, own: String..., bound: String = "::", found: [String] = []) throws -> Finding {
        let own = try own.map { try #require(IPAddress($0)) }
        return AddressCheck(
            publicHost: try publicAddress.map { try #require(PublicHost($0)) }, lookUp: { _ in found.compactMap { IPAddress($0) } },
            bound: try #require(IPAddress(bound)), own: own, ports: "TCP 8443, UDP 5004"
        ).finding()
    }

    @Test func aPublicAddressOfItsOwnIsGood() throws {
        #expect(try check(nil, own: "198.51.100.7", "127.0.0.1").level == .good)
        #expect(try check("198.51.100.7", own: "198.51.100.7", "127.0.0.1").level == .good)
    }

    @Test(arguments: ["10.0.0.5", "172.16.0.5", "172.31.255.5", "192.168.1.5", "100.64.0.5", "fd00::5"])
    func aPrivateAddressIsAHintThatSaysWhatToForward(address: String) throws {
        let finding = try check(nil, own: address, "127.0.0.1", "::1")
        #expect(finding.level == .hint)
        #expect(finding.found.contains("\(address) is private"))
        #expect(finding.remedy?.contains("forward TCP 8443, UDP 5004 to \(address)") == true)
    }

    @Test(arguments: ["11.0.0.5", "172.15.0.5", "172.32.0.5", "192.169.1.5", "100.128.0.5"]) func theirNeighboursAreNotPrivate(address: String) throws {
        #expect(try check(nil, own: address).level == .good)
    }

    @Test func aPublicAddressOfIPv6AloneIsAHint() throws {
        let finding = try check(nil, own: "192.168.1.5", "2001:db8::5")
        #expect(finding.found.contains("IPv6 alone, at 2001:db8::5"))
        #expect(finding.remedy?.contains("to 192.168.1.5") == true)
    }

    @Test func theAddressOfARouterNeedsItsForwarding() throws {
        let finding = try check("198.51.100.7", own: "192.168.1.5", "127.0.0.1")
        #expect(finding.level == .hint)
        #expect(finding.found.contains("cannot be tested from inside"))
        #expect(finding.remedy?.contains("forward TCP 8443, UDP 5004 to 192.168.1.5") == true)
    }

    @Test(arguments: ["192.168.9.9", "127.0.0.1", "169.254.1.1", "::1", "fe80::1"]) func anAddressThatNobodyOutsideReachesIsAProblem(address: String) throws {
        #expect(try check(address, own: "192.168.1.5", "127.0.0.1").level == .problem)
    }

    @Test func aNameIsLookedAtByItsAddress() throws {
        let finding = try check("box.example.org", own: "192.168.1.5", found: ["127.0.1.1", "2001:db8::7", "198.51.100.7"])
        #expect(finding.level == .hint && finding.found.hasPrefix("media.public_address box.example.org (198.51.100.7) is not this machine's own"))
        #expect(try check("box.example.org", own: "198.51.100.7", found: ["198.51.100.7"]).level == .good)
    }

    @Test(arguments: [([], "leads to no address", "getent ahosts box.example.org"), (["127.0.1.1"], "this machine itself", "/etc/hosts")])
    func aNameThatLeadsNobodyHereIsAProblem(found: [String], complaint: String, remedy: String) throws {
        let finding = try check("box.example.org", own: "192.168.1.5", found: found)
        #expect(finding.level == .problem && finding.found.contains(complaint) && finding.remedy?.contains(remedy) == true)
    }

    @Test func aMachineWithoutANetworkIsAProblem() throws { #expect(try check(nil, own: "127.0.0.1", "::1").level == .problem) }

    @Test func aBoxThatIsBoundToItselfIsAHint() throws {
        #expect(try check(nil, own: "198.51.100.7", bound: "127.0.0.1").found.hasPrefix("media.address 127.0.0.1 lets in only"))
    }
}
