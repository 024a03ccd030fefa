import Glibc
import MediaTypes
import Testing

/// Addresses as text, against what the system's library makes of the same.
@Suite struct AddressTextTests {
    private static func read(_ text: String) -> TransportAddress? { TransportAddress(address: text, port: 9) }

    /// As inet_pton reads it.
    private static func oracle(_ text: String) -> TransportAddress? {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 { return TransportAddress(ipv4: bytes[..<4].reduce(0) { $0 << 8 | UInt32($1) }, port: 9) }
        guard inet_pton(AF_INET6, text, &bytes) == 1 else { return nil }
        func half(_ range: Range<Int>) -> UInt64 { bytes[range].reduce(0) { $0 << 8 | UInt64($1) } }
        return TransportAddress(high: half(0..<8), low: half(8..<16), port: 9)
    }

    private static func written(_ address: TransportAddress) -> String {
        var bytes = [address.high, address.low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * UInt64($0))) } }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        _ = inet_ntop(AF_INET6, &bytes, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"), ("::", "::"), ("::1", "::1"),
        ("2001:DB8::1", "2001:db8::1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        ("1::3:4:5:6:7:8", "1:0:3:4:5:6:7:8"), ("::ffff:192.0.2.1", "192.0.2.1"), ("64:ff9b::192.0.2.1", "64:ff9b::c000:201"),
        ("0001:0002:0003:0004:0005:0006:255.255.255.255", "1:2:3:4:5:6:ffff:ffff"),
    ])
    func anAddressIsReadAndWrittenInItsShortForm(text: String, short: String) throws {
        let address = try #require(Self.read(text))
        #expect(address == Self.oracle(text) && address.addressText == short && address.port == 9)
    }

    @Test(arguments: [
        "", ":", ":::", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.", ".1.2.3", "1.2.3.4 ", " 1.2.3.4", "+1.2.3.4", "[::1]",
        "::1%lo", "fe80::1%1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1::2", "1:::2", ":1:2:3:4:5:6:7:8", "12345::", "g::",
        "1.2.3.4::", "::1.2.3.4:5", "::1.2.3", "1:2:3:4:5:6:7:1.2.3.4", "localhost", "1.2.3.4\0", "\u{0661}.2.3.4", "0x1.2.3.4",
    ])
    func whatIsNoAddressIsNone(text: String) { #expect(Self.read(text) == nil) }

    /// A hundred thousand texts of the letters that addresses have.
    @Test(arguments: [1, 2, 3] as [UInt64]) func itReadsWhatTheSystemReads(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let pieces = ["1", "0", "ffff", "12", "255", "256", "00", ":", ":", ":", "::", ".", ".", "1.2.3.4", "A", "g"]
        var addresses = 0
        for _ in 0..<100_000 {
            let text = (0..<Int.random(in: 1...17, using: &random)).compactMap { _ in pieces.randomElement(using: &random) }.joined()
            let (ours, theirs) = (Self.read(text), Self.oracle(text))
            if ours != theirs { Issue.record("seed \(seed): \(text)") }
            if ours != nil { addresses += 1 }
        }
        #expect(addresses > 100, "seed \(seed)")
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func itWritesWhatTheSystemWritesAndReadsItAgain(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<20_000 {
            // Groups of zeros, so that there is something to shorten. The first is not zero: such addresses the system writes with dots.
            let groups = (0..<8).map { $0 == 0 || random.next() % 3 == 0 ? UInt64.random(in: 1...0xFFFF, using: &random) : 0 }
            let halves = [groups[..<4], groups[4...]].map { $0.reduce(0) { $0 << 16 | $1 } }
            let address = TransportAddress(high: halves[0], low: halves[1], port: 9)
            #expect(address.addressText == Self.written(address), "seed \(seed)")
            #expect(Self.read(address.addressText) == address, "seed \(seed)")
        }
    }
}
