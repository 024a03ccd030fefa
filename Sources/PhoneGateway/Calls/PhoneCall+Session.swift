import Conference
import MediaLink
import MediaTypes
import SDP
import SIP

/// Descriptions and the leg: from the offer to holding and resuming.
extension PhoneCall {
    // MARK: the beginning

    /// Answers a call that comes in: at once, for every ring costs patience and nobody has to lift a receiver.
    func answer(_ offer: SIPBody?) async {
        do {
            // First of all: a number may lead to a room that is not open.
            entrance = try await findEntrance()
            guard let offer else {
                // The offer is ours, and the answer comes with ACK.
                return await surroundings.station.accept(handle, mediaState.offer())
            }
            let answer = try mediaState.answer(offer)
            let plan = mediaState.plan
            if plan == nil { try await makeLeg() }
            await surroundings.station.accept(handle, answer)
            if let plan { shakeHands(plan) }
        } catch {
            await refuse(error)
        }
    }

    private func refuse(_ error: any Error) async {
        let status: SIPStatus = switch error {
        case is CallMediaError: .notAcceptableHere
        case ConferenceError.noSuchRoom: .notFound
        case ConferenceError.full: .busyHere
        default: .unavailable
        }
        switch error {
        case CallMediaError.notSecured, CallMediaError.otherAssociation: trouble = .encryption
        case is CallMediaError: trouble = .noCommonCodec
        case ConferenceError.noSuchRoom: trouble = .roomNotOpen
        default: break
        }
        await surroundings.station.reject(handle, status)
        over(.here)
    }

    private func makeLeg() async throws {
        guard let spec = mediaState.spec else { throw CallMediaError.notDescribed }
        let call = try await surroundings.conference.addCall(spec)
        leg = call.place.leg
        pump(call.news) { .leg($0) }
    }

    /// The handshakes are over: now there are keys for a leg.
    func note(_ end: CallHandshakes.End) async {
        switch end {
        case .secured(let paths):
            mediaState.secure(paths)
            // Full by now, or too busy.
            do { try await makeLeg() } catch { return await hangUp() }
            await begin()
        case .failed:
            trouble = .handshake
            await hangUp()
        }
    }

    // MARK: what the other side says

    func note(_ event: CallEvent) async {
        switch event {
        case .progress: break
        case .answered(let body):
            // We have called, and somebody is there.
            guard let body, await agree(on: body) else { return await hangUp() }
            isConfirmed = true
            await begin()
        case .confirmed(let body):
            if let body, !(await agree(on: body)) { return await hangUp() }
            isConfirmed = true
            await begin()
        case .offered(let offer): await change(offer)
        case .offerAnswered(let body): if let body { _ = await agree(on: body) }
        case .offerRefused: break
        case .digit(let character): if let key = TelephoneKey(character) { await tell(.key(key)) }
        case .ended(let end): over(end)
        }
    }

    /// Takes an answer to an offer of ours.
    private func agree(on body: SIPBody) async -> Bool {
        do {
            try mediaState.take(body)
            if leg == nil { try await makeLeg() } else { try await refit() }
            return true
        } catch {
            return false
        }
    }

    /// As soon as there is a leg and the call is confirmed, whichever comes last: the far end may not hear yet what comes before its ACK.
    private func begin() async {
        guard leg != nil, isConfirmed else { return }
        await tell(.answered(entrance))
    }

    private func findEntrance() async throws(ConferenceError) -> Entrance {
        switch beginning {
        case .dialled(let room):
            let found = try await surroundings.conference.entrance(toRoom: room)
            // A box with one room has nothing to choose.
            beginning = .dialled(room: found.room)
            return Entrance(found)
        case .returning: return .returning
        case .invited: return .room
        }
    }

    /// Another codec, address or key, hold or resume; or the same once more, to keep the session alive.
    private func change(_ offer: SIPBody?) async {
        guard let offer else { return await surroundings.station.answerOffer(handle, mediaState.offer()) }
        let before = mediaState
        do {
            let answer = try mediaState.answer(offer)
            try await refit(from: before.spec)
            await surroundings.station.answerOffer(handle, answer)
        } catch {
            // As it was: RFC 3264 section 8.
            mediaState = before
            await surroundings.station.refuseOffer(handle, .notAcceptableHere)
        }
    }

    /// Brings the leg to what was agreed: only its direction where nothing else has changed, so that nothing is lost.
    private func refit(from before: LegSpec? = nil) async throws {
        guard let leg, let spec = mediaState.spec else { return }
        if let before, spec.isAlike(before) {
            if spec.direction != before.direction { try await surroundings.conference.turnCall(leg, spec.direction) }
        } else {
            _ = try await surroundings.conference.refitCall(leg, spec)
        }
    }
}

extension LegSpec {
    /// Whether nothing but the direction differs, as far as two descriptions can differ.
    fileprivate func isAlike(_ other: LegSpec) -> Bool {
        format == other.format && remote == other.remote && controlRemote == other.controlRemote && payloadType == other.payloadType
            && eventPayloadType == other.eventPayloadType && packetTime == other.packetTime && bitrate == other.bitrate
            && srtp == other.srtp && controlSRTP == other.controlSRTP
    }
}
