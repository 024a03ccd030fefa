import SDP
import Testing

/// What is read out of the offers that programs write.
@Suite struct AudioOfferTests {
    @Test func chromiumsOfferIsReadWhole() throws {
        let offer = try AudioOffer(parsing: Offers.chromium)
        #expect(offer.mid == "0")
        #expect(offer.opus == 111 && offer.red == 63 && offer.telephoneEvent == 110)
        #expect(offer.telephoneEventRate == 48_000)
        #expect(!offer.prefersRED)
        #expect(offer.audioLevelExtension == 1)
        #expect(offer.ufrag == "HtcJ" && offer.password == "d14Z4GZm+JPPzXo4Z7kDCWJo")
        #expect(offer.fingerprint.hasPrefix("sha-256 04:A1:E7:7D:") && offer.fingerprint.hasSuffix(":EC"))
        #expect(offer.direction == .sendReceive)
        #expect(offer.cname == "0wjHloKxtOeRlUGA")
        #expect(offer.opusParameters.usesInbandFEC && !offer.opusParameters.usesDTX)
        #expect(offer.ptimeMs == nil && offer.maxptimeMs == nil)
    }

    @Test func firefoxsFingerprintStandsBeforeAllMediaAndItsKeysTickAt8000() throws {
        let offer = try AudioOffer(parsing: Offers.firefox)
        #expect(offer.opus == 109 && offer.red == nil && offer.telephoneEvent == 101)
        #expect(offer.telephoneEventRate == 8_000)
        #expect(offer.fingerprint.hasPrefix("sha-256 13:0C:"))
        #expect(offer.ufrag == "aa649a6c")
        #expect(offer.opusParameters.maxPlaybackRate == 48_000)
    }

    @Test func ofAiortcsThreeFingerprintsTheSHA256IsTaken() throws {
        let offer = try AudioOffer(parsing: Offers.aiortc)
        #expect(offer.opus == 96 && offer.telephoneEvent == nil && offer.telephoneEventRate == nil)
        #expect(offer.audioLevelExtension == 2)
        #expect(offer.fingerprint.hasPrefix("sha-256 0E:B9:"))
    }

    @Test func encodingsAreReadInCapitalsToo() throws {
        let offer = try AudioOffer(parsing: Offers.gstreamer)
        #expect(offer.opus == 96 && offer.mid == "audio0")
        #expect(offer.direction == .sendOnly)
        #expect(offer.ufrag == "+0C0Pj3Eg7sivYaAgQDxGHya+9rntVgu")
    }

    @Test func bundledAudioLeansOnTheTransportOfItsGroup() throws {
        let offer = try AudioOffer(parsing: Offers.gstreamerBundle)
        #expect(offer.mid == "audio1" && offer.opus == 97)
        #expect(offer.password == "/CQngtiGK0Z1hMu9iEcdTH63GUWc+PJr")
        #expect(offer.fingerprint.hasPrefix("sha-256 F5:A5:"))
    }

    @Test func obssTransportStandsBeforeAllMedia() throws {
        let offer = try AudioOffer(parsing: Offers.obs)
        #expect(offer.ufrag == "Ixte" && offer.direction == .sendOnly)
        #expect(offer.opusParameters.maxAverageBitrate == 96_000)
    }

    @Test func safariOnlyListens() throws {
        #expect(try AudioOffer(parsing: Offers.safari).direction == .receiveOnly)
        #expect(try AudioOffer(parsing: Offers.safari).cname == nil)
    }

    @Test func redBeforeOpusIsAWish() throws {
        #expect(try AudioOffer(parsing: Offers.chromiumPreferringRED).prefersRED)
    }

    @Test func redNeedsBlocksOfThisOpus() throws {
        func red(_ line: String) throws -> UInt8? {
            try AudioOffer(parsing: Offers.chromium.replacing("a=fmtp:63 111/111\r\n", with: line)).red
        }
        #expect(try red("a=fmtp:63 111/111/111\r\n") == 63)
        #expect(try red("") == 63)
        #expect(try red("a=fmtp:63 111/0\r\n") == nil)
        #expect(try red("a=fmtp:63 0/0\r\n") == nil)
    }

    @Test func theFirstUsableAudioIsTaken() throws {
        let everything = Offers.chromiumWithEverything
        #expect(try AudioOffer(parsing: everything).mid == "0")
        let refused = everything.replacing("m=audio 9 UDP/TLS/RTP/SAVPF 111 63", with: "m=audio 0 UDP/TLS/RTP/SAVPF 111 63")
        #expect(try AudioOffer(parsing: refused).mid == "3")
        let withoutOpus = everything.replacing("a=rtpmap:111 opus/48000/2\r\na=rtcp-fb", with: "a=rtcp-fb")
        #expect(try AudioOffer(parsing: withoutOpus).mid == "3")
    }

    @Test func linesMayEndWithLFAlone() throws {
        let text = Offers.firefox.utf8.filter { $0 != 13 }
        #expect(try AudioOffer(parsing: String(decoding: text, as: UTF8.self)) == AudioOffer(parsing: Offers.firefox))
    }

    @Test func anOfferWithoutMidIsFine() throws {
        let offer = try AudioOffer(parsing: Offers.obs.replacing("a=mid:0\r\n", with: ""))
        #expect(offer.mid == nil)
    }

    @Test func packetTimesAreRead() throws {
        let offer = try AudioOffer(parsing: Offers.chromium + "a=ptime:40.0\r\na=maxptime:120\r\n")
        #expect(offer.ptimeMs == 40 && offer.maxptimeMs == 120)
    }

    @Test func impossibleOpusParametersAreAsIfNotSaid() throws {
        func parameters(_ text: String) throws -> OpusParameters {
            let line = "a=fmtp:111 minptime=10;useinbandfec=1"
            return try AudioOffer(parsing: Offers.chromium.replacing(line, with: "a=fmtp:111 " + text)).opusParameters
        }
        #expect(try parameters("maxaveragebitrate=999999999999999999999;maxplaybackrate=-1").maxAverageBitrate == nil)
        #expect(try parameters("MaxAverageBitrate = 16000; usedtx=1 ;cbr=1;;=;x").maxAverageBitrate == 16_000)
        #expect(try parameters("MaxAverageBitrate = 16000; usedtx=1 ;cbr=1;;=;x").usesDTX)
        #expect(try parameters("maxplaybackrate=7999").maxPlaybackRate == nil)
    }

    @Test func extensionsBeyondOneByteOrInOneDirectionAreLeftOut() throws {
        func level(_ number: String) throws -> UInt8? {
            let line = "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc"
            return try AudioOffer(parsing: Offers.chromium.replacing(line, with: "a=extmap:\(number) urn:ietf:params:rtp-hdrext:ssrc"))
                .audioLevelExtension
        }
        #expect(try level("14") == 14)
        #expect(try level("7/sendrecv") == 7)
        #expect(try level("15") == nil)
        #expect(try level("4096") == nil)
        #expect(try level("1/recvonly") == nil)
    }
}
