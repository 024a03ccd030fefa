import MediaTypes

/// From the specifications.
enum Specified {
    /// - Source: RFC 5246 section 6.2.1, RFC 6347 section 4.1
    enum ContentType {
        static var changeCipherSpec: UInt8 { 20 }
        static var alert: UInt8 { 21 }
        static var handshake: UInt8 { 22 }
    }

    /// - Source: RFC 5246 section 7.4
    enum HandshakeType {
        static var clientHello: UInt8 { 1 }
    }

    /// - Source: RFC 6347 section 4.1
    static var recordHeaderBytes: Int { 13 }
    /// - Source: RFC 6347 section 4.2.2
    static var fragmentHeaderBytes: Int { 12 }
    /// Of an encrypted record of AES in Galois/counter mode: its part of the nonce, and the tag.
    /// - Source: RFC 5288 section 3
    static var shortestEncryptedBytes: Int { 8 + 16 }
    /// - Source: RFC 5764 section 4.2
    static var exporterLabel: StaticString { "EXTRACTOR-dtls_srtp" }
    /// Of AES-128, which all our profiles use.
    /// - Source: RFC 5764 section 4.1.2
    static var masterKeyBytes: Int { 16 }
}

/// Ours.
enum Limits {
    /// Of a datagram that we send, without IP and UDP: passes every path that carries IPv6, with room for a tunnel.
    static var datagramBytes: Int { 1_200 }
    /// Browsers begin at 50 ms, the RFC at a second: a lost datagram should not be heard as a second of waiting.
    static var firstRetransmission: MediaTime { .milliseconds(100) }
    static var slowestRetransmission: MediaTime { .seconds(4) }
    /// From the first datagram of a handshake to its end; also the time for which the other limits here count.
    static var handshakeTime: MediaTime { .seconds(10) }
    /// What may come in in that time: a handshake with a post-quantum hello takes 4 KiB, and may be sent a few times.
    static var handshakeBytes: Int { 64 << 10 }
    /// How often the handshake may begin anew in that time: each beginning costs a signature.
    static var attempts: Int { 8 }
    /// Of one message, put together: certificates of browsers take less than 1 KiB.
    static var messageBytes: Int { 16 << 10 }
    /// Of all messages of a handshake, by what their fragments say of them: OpenSSL allocates so much at the first fragment.
    static var announcedBytes: Int { 64 << 10 }
    /// Messages of one side: 5 of a client with a certificate, at most 8 of a server.
    static var messages: Int { 10 }
    /// Encrypted records before the end of the handshake. OpenSSL keeps each of those that come too early in a buffer of 17 KiB.
    static var earlyRecords: Int { 16 }
    /// Of an encrypted record: the longest that belongs to a handshake, Finished, takes 61 bytes with the header.
    static var longestEncryptedBytes: Int { 256 }
    /// How often our last flight may be asked for.
    static var lastFlightRepeats: Int { 20 }
    /// Between two of those: a peer cannot make us send more than browsers ask for.
    static var lastFlightPause: MediaTime { .milliseconds(50) }
}
