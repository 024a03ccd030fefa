import MediaTypes

/// What the control column asks of the media column.
@frozen public enum Command: Sendable, BitwiseCopyable {
    /// A leg that was built whole on the control side.
    case add(LegBox)
    /// Says goodbye (RTCP BYE) and gives the leg back by `Report.removed`.
    case remove(LegID)
    case mute(LegID, Bool)
    case gain(LegID, Decibels)
    /// Packets count from this address too: the participant has proved by STUN that it is there.
    case allow(LegID, TransportAddress)
    /// Packets from this address do not count any more.
    case forget(LegID, TransportAddress)
    /// Packets go to this address from now on.
    case direct(LegID, TransportAddress)
    /// Nothing is sent while a participant has not said for a while that it wants to be sent to (RFC 7675).
    case hold(LegID, Bool)
    /// Into a room, from apart or from another room.
    case enter(LegID, RoomID)
    /// Apart: hears only what is said to it, and is heard by nobody.
    case stepOut(LegID)
    /// Says something to one participant; ends what is being said to it. Each is answered by one `Report.said`.
    case say(LegID, AnnouncementID, AnnouncementSound)
    case stopSaying(LegID)
    /// Says something to everybody in a room. Each is answered by one `Report.announced`.
    case announce(RoomID, AnnouncementID, AnnouncementSound)
    /// Records what a participant says; ends a recording that is running. Each is answered by one `Report.recorded`.
    case record(LegID, RecordingMemory)
    case stopRecording(LegID)
    /// A leg that was built whole takes the place of the one with the same ID, which goes back by `Report.refitted`. With the keys of the
    /// old one where these have not changed: an SRTP stream under one key must not begin anew.
    case refit(LegBox, keepsKeys: Bool)
    /// Which way the participant's audio flows from now on: hold and resume.
    case turn(LegID, LegDirection)
    /// How loud a participant hears everything.
    case hearingGain(LegID, Decibels)
    /// Another profile: what can change while running does so, and nobody is dropped.
    case tune(MediaSettings)
    /// Removes everybody, each with a goodbye; then the service can stop.
    case removeAll
}
