import Foundation
import Testing

@testable import Backup

/// The format: as `tar` knows it, and nothing that could lead out of it.
@Suite struct TarArchiveTests {
    private static let entries = [
        TarArchive.Entry(name: "rooms/plenum.yaml", bytes: Array("name: plenum\n".utf8), mode: 0o600, group: "root"),
        TarArchive.Entry(name: "empty", bytes: []), TarArchive.Entry(name: "block", bytes: [UInt8](repeating: 7, count: 512)),
    ]

    /// A file of that name, changed in its header; the checksum is made right again.
    private static func altered(_ name: String = "rooms/plenum.yaml", _ change: (inout [UInt8]) -> Void) -> [UInt8] {
        var archive = TarArchive.write([.init(name: name, bytes: [1])], time: 0)
        change(&archive)
        archive.replaceSubrange(148..<156, with: Array("        ".utf8))
        let sum = String(archive.prefix(512).reduce(0) { $0 + Int($1) }, radix: 8)
        archive.replaceSubrange(148..<156, with: Array((String(repeating: "0", count: 6 - sum.count) + sum + "\0 ").utf8))
        return archive
    }

    @Test func whatIsWrittenIsRead() throws {
        #expect(try TarArchive.read(TarArchive.write(Self.entries, time: 1_700_000_000)) == Self.entries)
    }

    /// The second opinion, on both sides.
    @Test func tarReadsOursAndWeReadTars() throws {
        let folder = try Scratch()
        try Data(TarArchive.write(Self.entries, time: 1_700_000_000)).write(to: folder.url("ours.tar"))
        try folder.run("tar", "xf", "ours.tar")
        #expect(try folder.text("rooms/plenum.yaml") == "name: plenum\n")
        #expect(try Data(contentsOf: folder.url("block")) == Data(repeating: 7, count: 512))
        try folder.run("tar", "cf", "theirs.tar", "rooms", "block")
        let read = try TarArchive.read(Array(Data(contentsOf: folder.url("theirs.tar"))))
        #expect(read.map(\.name) == ["rooms/plenum.yaml", "block"])
        #expect(read.map(\.bytes) == [Self.entries[0].bytes, Self.entries[2].bytes])
    }

    @Test(arguments: ["1", "2", "3", "4", "6", "x", "g", "L", "K", "S"]) func whatIsNoPlainFileIsRefused(kind: String) {
        let archive = Self.altered { $0[156] = kind.utf8.first ?? 0 }
        #expect(throws: TarArchive.Failure.strange(name: "rooms/plenum.yaml", "which is no plain file")) { try TarArchive.read(archive) }
    }

    @Test func aSizeBeyondTheArchiveIsRefused() {
        for size in ["00000007000", "77777777777"] {
            let archive = Self.altered { $0.replaceSubrange(124..<135, with: Array(size.utf8)) }
            #expect(throws: TarArchive.Failure.damaged("rooms/plenum.yaml is not whole"), "\(size)") { try TarArchive.read(archive) }
        }
    }

    @Test func binaryAndNegativeSizesAreRefused() {
        for bytes in [[0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], Array("-0000000001\0".utf8)] as [[UInt8]] {
            #expect(throws: TarArchive.Failure.self) { try TarArchive.read(Self.altered { $0.replaceSubrange(124..<136, with: bytes) }) }
        }
    }

    @Test func aNameInTwoPartsIsRefused() {
        #expect(throws: TarArchive.Failure.self) { try TarArchive.read(Self.altered { $0.replaceSubrange(345..<348, with: Array("etc".utf8)) }) }
    }

    @Test func anArchiveWithoutItsEndIsRefused() {
        let archive = TarArchive.write(Self.entries, time: 0)
        for count in [0, 511, 512, 700, archive.count - 1_024] {
            #expect(throws: TarArchive.Failure.self, "\(count) bytes") { try TarArchive.read(Array(archive.prefix(count))) }
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func alteredBytesEndOrderly(seed: UInt64) {
        print("seed \(seed)")
        var random = Dice(seed: seed)
        let archive = TarArchive.write(Self.entries, time: 0)
        for _ in 0..<500 {
            var altered = archive
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                altered[Int.random(in: altered.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let read = try? TarArchive.read(altered)
            #expect((read ?? []).allSatisfy { $0.bytes.count <= altered.count })
        }
    }
}

@Suite struct GzipTests {
    @Test func whatIsPackedIsUnpacked() throws {
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* $0) }
        #expect(try Gzip.unpack(Gzip.pack(bytes), limitBytes: 100_000) == bytes)
    }

    @Test func whatDoesNotGetSmallerIsPackedToo() throws {
        var random = Dice(seed: 1)
        let bytes = (0..<100_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        #expect(try Gzip.unpack(Gzip.pack(bytes), limitBytes: 100_000) == bytes)
    }

    @Test func anAlteredByteIsFound() {
        let packed = Gzip.pack(Array("a room of Partyline".utf8))
        for index in packed.indices.dropFirst(10) {
            var altered = packed
            altered[index] ^= 1
            #expect(throws: Gzip.Failure.self, "byte \(index)") { try Gzip.unpack(altered, limitBytes: 1_000) }
        }
    }

    @Test func whatIsCutShortOrGoesOnIsFound() {
        let packed = Gzip.pack([UInt8](repeating: 1, count: 5_000))
        #expect(throws: Gzip.Failure.self) { try Gzip.unpack(packed.dropLast(9), limitBytes: 10_000) }
        #expect(throws: Gzip.Failure.self) { try Gzip.unpack(packed + packed, limitBytes: 10_000) }
    }

    @Test func moreThanTheLimitIsNotBegun() {
        let packed = Gzip.pack([UInt8](repeating: 0, count: 1 << 20))
        #expect(packed.count < 2_000)
        #expect(throws: Gzip.Failure.tooLarge) { try Gzip.unpack(packed, limitBytes: 1 << 19) }
    }

    /// A bomb that lies about its length gets no more room than it asks for.
    @Test func aLengthThatIsTooSmallIsFound() {
        var packed = Gzip.pack([UInt8](repeating: 0, count: 1 << 20))
        packed.replaceSubrange((packed.count - 4)..., with: [10, 0, 0, 0])
        #expect(throws: Gzip.Failure.damaged) { try Gzip.unpack(packed, limitBytes: 1 << 19) }
    }
}
