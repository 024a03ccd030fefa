import Conference
import MediaLink
import MediaTypes
import Profiles
import Prompts
import SIP

/// The voice menu: what it is told, and what it wants done.
extension PhoneCall {
    // MARK: what happens

    func note(_ news: LegNews) async {
        switch news {
        case .said(let id, let end):
            guard end == .played, let saying, saying.announcement == id else { return }
            self.saying = nil
            await tell(.ended(saying.utterance))
        case .recorded(let isHeard):
            if isHeard { spokenName = recording?.samples }
            await tell(.nameRecorded(isHeard))
        case .digit(let event): if let key = TelephoneKey(event: event) { await tell(.key(key)) }
        case .musicHeard(let isHeard): if isHeard { await tell(.news(.holdMusic)) }
        case .spokeMuted: await tell(.news(.spokeWhileMuted))
        case .silent(let time):
            // On hold a telephone may be silent for as long as it likes.
            if time >= Chosen.deadLine, !mediaState.isHeld {
                await surroundings.station.hangUp(handle)
                over(.lost)
            }
        case .turnedAway:
            isInside = false
            await tell(.news(.conferenceEnded))
        case .gone: await hangUp()
        }
    }

    func note(_ event: RoomEvent) async {
        if case .moderation(.admitted) = event, !isInside, let seat {
            return await tell(.verdict(.welcome(isHost: seat.role == .host, manner)))
        }
        for news in picture?.note(event) ?? [] { await tell(.news(news)) }
    }

    // MARK: what is to be done

    func tell(_ input: MenuInput) async { await follow(menu.handle(input, at: surroundings.now())) }

    /// Carries out what the menu wants, and what follows from the answers.
    func follow(_ actions: [MenuAction]) async {
        var waiting = actions[...]
        while let action = waiting.popFirst() {
            guard let answer = await perform(action) else { continue }
            waiting += menu.handle(answer, at: surroundings.now())
        }
        setTimer()
    }

    /// - Returns: what the menu is to be told of it
    private func perform(_ action: MenuAction) async -> MenuInput? {
        switch action {
        case .say(let utterance): return await say(utterance)
        case .stopSaying:
            saying = nil
            stopSound()
        case .music(let isOn): await play(music: isOn)
        case .ask(let request): return .verdict(await ask(request))
        case .recordName: return record()
        case .stopRecording: if let leg { try? surroundings.media.stopRecording(leg) }
        case .enter: return await enter()
        case .leaveRoom: await goToLobby()
        case .command(let command): return .outcome(command, isDone: await carryOut(command))
        case .hangUp(let reason):
            self.reason = reason
            await hangUp()
        }
        return nil
    }

    // MARK: sound

    private func say(_ utterance: Utterance) async -> MenuInput? {
        saying = nil
        music = nil
        let manner: AnnouncementManner = isInside ? .inFront : .instead
        // What cannot be said is over at once: the call goes on.
        guard let leg, let announcement = await surroundings.prompts.announcement(utterance.phrase, in: language, manner, spokenName: spokenName),
            let id = try? surroundings.media.say(announcement, to: leg)
        else { return .ended(utterance.id) }
        saying = (utterance.id, id)
        return nil
    }

    private func stopSound() { if let leg { try? surroundings.media.stopSaying(leg) } }

    private func play(music isOn: Bool) async {
        guard isOn else {
            if music != nil { stopSound() }
            music = nil
            return
        }
        guard let leg, saying == nil, let announcement = await surroundings.prompts.announcement(Phrase(.waiting), in: language, .loop) else { return }
        music = try? surroundings.media.say(announcement, to: leg)
    }

    private func record() -> MenuInput? {
        let recording = Recording(atMost: Chosen.nameLength, silenceEnds: Chosen.nameSilence, sampleRate: surroundings.mixRate)
        self.recording = recording
        guard let leg, (try? surroundings.media.record(leg, into: recording)) != nil else { return .nameRecorded(false) }
        return nil
    }

    // MARK: the conference

    private func ask(_ request: EntryRequest) async -> Verdict {
        do throws(ConferenceError) {
            switch try await admission(request) {
            case .roomFound(let room, let lengths):
                beginning = .dialled(room: room)
                return .roomFound(pinLengths: lengths)
            case .seated(let seat, let manner):
                self.seat = seat
                self.manner = manner
                picture = RoomPicture(of: seat.handle)
                pump(try await surroundings.conference.events(for: seat.handle)) { .room($0) }
                return seat.isInLobby ? .lobby : .welcome(isHost: seat.role == .host, manner)
            }
        } catch {
            return Verdict(error)
        }
    }

    private func admission(_ request: EntryRequest) async throws(ConferenceError) -> CallerVerdict {
        let conference = surroundings.conference
        let room = beginning.room
        switch (request, beginning) {
        case (.withoutPIN, .returning(let room, let role)): return try await conference.comeBack(toRoom: room, as: role, lastDigits: lastDigits)
        case (.withoutPIN, .invited(let room)): return try await conference.comeBack(toRoom: room, as: .guest, lastDigits: lastDigits)
        default: return try await conference.enter(CallerDigits(request), room: room, origin: JoinOrigin(caller: key.hash), lastDigits: lastDigits)
        }
    }

    private func enter() async -> MenuInput? {
        guard let leg, let seat else { return nil }
        do {
            try await surroundings.conference.bringIn(leg, as: seat.handle)
        } catch {
            // Admitted and yet no way in: a full door, for a moment. The call ends rather than to hang in between.
            return .news(.conferenceEnded)
        }
        isInside = true
        await announce(RoomNotice.entered(manner, hasName: spokenName != nil))
        return nil
    }

    private func goToLobby() async {
        guard let seat else { return }
        await leaveRoom(isLost: false)
        try? await surroundings.conference.bringOut(seat.handle)
    }

    /// Tells the room, once.
    func leaveRoom(isLost: Bool) async {
        guard isInside else { return }
        isInside = false
        let notice = RoomNotice.left(manner, hasName: spokenName != nil)
        await announce(notice ?? (isLost && surroundings.tellsOfLostCalls ? Phrase(.left) : nil))
    }

    private func announce(_ notice: Phrase?) async {
        guard let notice, let seat,
            let announcement = await surroundings.prompts.announcement(notice, in: language, .inFront, spokenName: spokenName)
        else { return }
        await surroundings.conference.announce(announcement, inRoom: seat.room)
    }

    private func carryOut(_ command: RoomCommand) async -> Bool {
        guard let seat else { return false }
        let conference = surroundings.conference
        do {
            switch command {
            case .mute(let isMuted): try await conference.setOwnMute(seat.handle, isMuted)
            case .hand(let isUp): try await conference.setHand(seat.handle, isUp)
            case .gain(let gainDB): try await conference.setOwnGain(seat.handle, Decibels(Float(gainDB)))
            case .admitNext: return try await conference.admitNext(by: seat.handle)
            case .lock(let isLocked): try await conference.setLocked(isLocked, by: seat.handle)
            case .muteOthers: try await conference.muteAll(by: seat.handle)
            }
            return true
        } catch {
            return false
        }
    }
}
