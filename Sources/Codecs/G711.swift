/// G.711: eight bits a sample on a logarithmic scale, in its two laws. Without state, so one encoder serves any number of listeners.
/// - Source: ITU-T G.711 tables 1 and 2; levels as 16-bit integers
public enum G711 {
    /// Lifts every segment of the mu-law to a power of two.
    private static var muBias: Int32 { 0x84 }
    /// A-law inverts every second bit for the line's sake.
    private static var evenBits: UInt8 { 0x55 }

    public static func muDecode(_ code: UInt8) -> Int16 {
        let inverted = ~code
        let segment = Int32(inverted >> 4 & 7)
        let magnitude = ((Int32(inverted & 0x0F) << 3 &+ muBias) << segment) &- muBias
        return Int16(truncatingIfNeeded: inverted & 0x80 != 0 ? 0 &- magnitude : magnitude)
    }

    public static func muEncode(_ sample: Int16) -> UInt8 {
        let value = Int32(sample)
        let biased = (value < 0 ? 0 &- value : value) &+ muBias
        return (sample < 0 ? 0x7F : 0xFF) ^ code(biased, firstShift: 3)
    }

    public static func aDecode(_ code: UInt8) -> Int16 {
        let plain = code ^ evenBits
        let segment = Int32(plain >> 4 & 7)
        let step = Int32(plain & 0x0F) << 4
        let magnitude = segment == 0 ? step &+ 8 : (step &+ 0x108) << (segment &- 1)
        return Int16(truncatingIfNeeded: plain & 0x80 != 0 ? magnitude : 0 &- magnitude)
    }

    public static func aEncode(_ sample: Int16) -> UInt8 {
        let value = Int32(sample)
        let magnitude = value < 0 ? 0 &- value &- 1 : value
        // The two lowest segments have the same step.
        return (sample < 0 ? evenBits : evenBits | 0x80) ^ code(magnitude, firstShift: magnitude < 0x100 ? 4 : 3)
    }

    /// Segment and step of a magnitude; the highest code for one beyond the scale.
    private static func code(_ magnitude: Int32, firstShift: Int32) -> UInt8 {
        let segment = 24 &- Int32((magnitude | 0xFF).leadingZeroBitCount)
        if segment > 7 { return 0x7F }
        return UInt8(truncatingIfNeeded: segment << 4 | (magnitude >> (segment &+ firstShift) & 0x0F))
    }
}
