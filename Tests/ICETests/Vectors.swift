import ICE
import MediaTypes

/// The messages of RFC 5769 sections 2.1 to 2.3, byte for byte: all have the same transaction and password.
enum Vectors {
    static let password = "VOkJxbRl1RmTxUk/WvJxBt"
    static let transaction = STUNTransaction(high: 0xB7E7_A701, low: 0xBC34_D686_FA87_DFAE)

    static let request = bytes(
        "000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74002400046e0001ff80290008932ff9b151263b36"
            + "00060009" + "6576746a3a68367659202020" + "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2" + "80280004e57a3bcf")

    static let responseIPv4 = bytes(
        "0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000080001a147e112a643"
            + "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7" + "80280004c07d4c96")

    static let responseIPv6 = bytes(
        "010100482112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
            + "00080014a382954e4be67bf11784c97c8292c275bfe3ed41" + "80280004c8fb0b4c")

    static let all = [request, responseIPv4, responseIPv6]
}

func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = hexadecimal.compactMap { $0.hexDigitValue }
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
}

func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

/// What `#require` and `#expect` can be given: they cannot pass a span on.
func parsed(_ datagram: [UInt8]) -> STUNMessage? { STUNMessage(parsing: datagram.span.bytes) }

func isAuthentic(_ datagram: [UInt8], password: String) -> Bool {
    STUNMessage(parsing: datagram.span.bytes)?.isAuthentic(in: datagram.span.bytes, password: password) ?? false
}

/// Header and attributes as written, with the length set and nothing that authenticates.
func message(type: UInt16 = 0x0001, _ attributes: [UInt8]) -> [UInt8] {
    twoBytes(Int(type)) + twoBytes(attributes.count) + bytes("2112a442b7e7a701bc34d686fa87dfae") + attributes
}

/// An attribute, padded.
func attribute(_ type: UInt16, _ value: [UInt8]) -> [UInt8] {
    twoBytes(Int(type)) + twoBytes(value.count) + value + [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
}

private func twoBytes(_ number: Int) -> [UInt8] { [UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number)] }
