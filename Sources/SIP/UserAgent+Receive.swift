import MediaTypes

/// What comes in.
/// - Source: RFC 3261 sections 8.2, 9.2, 11.2, 16.3, 18.1.2, 18.2
extension UserAgent {
    /// Whether anything that comes from there is listened to.
    public func isAdmitted(_ address: TransportAddress) -> Bool { gate.isKnown(address) }

    /// Somebody connects.
    /// - Returns: false for strangers, who are counted, and get silence
    public mutating func admitsConnection(from address: TransportAddress) -> Bool {
        guard !gate.isKnown(address) else { return true }
        counters.strangers += 1
        return false
    }

    /// Whether a connection is of use, though it may be silent for hours: to a trunk, or with a call.
    public func needs(_ path: SIPPath) -> Bool {
        trunks.contains { $0.targets.contains(path) } || calls.values.contains { $0.path == path }
    }

    /// A datagram.
    /// - Shape: local: which of our addresses it came to, for a Contact; nil for that of the settings
    public mutating func receive(_ datagram: [UInt8], from source: SIPPath, to local: TransportAddress? = nil, at now: MediaTime)
        -> [UserAgentAction]
    {
        guard admits(source, at: now) else { return [] }
        // Somebody keeps a hole open.
        if datagram.allSatisfy({ $0 == 0x0D || $0 == 0x0A }) { return [] }
        do throws(MalformedMessage) { return handle(try SIPMessage.parse(datagram), from: source, to: local, at: now) } catch {
            return refuse(error, source)
        }
    }

    /// What a connection brought.
    /// - Shape: local: our end of it; nil for that of the settings
    public mutating func receive(_ event: StreamFramer.Event, from source: SIPPath, to local: TransportAddress? = nil, at now: MediaTime)
        -> [UserAgentAction]
    {
        guard admits(source, at: now) else { return [.close(source)] }
        switch event {
        case .message(let message): return handle(message, from: source, to: local, at: now)
        case .malformed(let fault): return refuse(fault, source)
        case .ping: return [.send(Specified.pong, to: source)]
        case .broken(let fault): return refuse(fault, source) + [.close(source)]
        }
    }

    private mutating func admits(_ source: SIPPath, at now: MediaTime) -> Bool {
        switch gate.judge(source.address, at: now) {
        case .admitted: return true
        case .stranger: counters.strangers += 1
        case .flood: counters.floods += 1
        }
        return false
    }

    private mutating func refuse(_ fault: MalformedMessage, _ source: SIPPath) -> [UserAgentAction] {
        counters.malformed += 1
        return fault.answer.map { [.send($0, to: source)] } ?? []
    }

    private mutating func handle(_ message: SIPMessage, from source: SIPPath, to local: TransportAddress?, at now: MediaTime)
        -> [UserAgentAction]
    {
        switch message {
        case .request(let request): return handle(request, from: source, to: local, at: now)
        case .response(let response):
            let outputs = table.handle(response, at: now)
            if outputs.isEmpty { counters.strayResponses += 1 }
            return perform(outputs, at: now)
        }
    }

    private mutating func handle(_ request: SIPRequest, from source: SIPPath, to local: TransportAddress?, at now: MediaTime)
        -> [UserAgentAction]
    {
        var request = request
        let path = Self.wayBack(of: request, from: source)
        if request.method == .ack, !table.awaitsAck(TransactionKey(of: request)) {
            // The ACK of a 2xx is a transaction of its own.
            return call(of: request).map { number in
                withCall(number, at: now) { call, _, _ in call.handle(request, key: TransactionKey(of: request), at: now) }
            } ?? []
        }
        if let outputs = table.handleCopy(request, at: now) { return perform(outputs, at: now) }
        if request.method == .ack { return [] }
        request.note(source: source)
        // Beyond the limit without remembering anything: RFC 3261 section 8.2.7.
        guard !isTooMuch(request, from: source) else {
            counters.overloads += 1
            var refusal = SIPResponse(.unavailable, to: request, tag: identifiers.token())
            refusal.add("Retry-After", "5")
            return [.send(refusal.bytes, to: path)]
        }
        let key = table.open(request, over: path, at: now)
        if request.method == .cancel { return cancel(request, key, now) }
        if let refusal = refusal(of: request) { return perform(table.respond(refusal, to: key, at: now), at: now) }
        if request.to.tag != nil {
            guard let number = call(of: request) else { return respond(.noSuchCall, request, key, now) }
            return withCall(number, at: now) { call, _, _ in call.handle(request, key: key, at: now) }
        }
        switch request.method {
        case .invite: return begin(request, key, from: source, to: local, now)
        case .options: return perform(table.respond(capabilities(request), to: key, at: now), at: now)
        default: return respond(.noSuchCall, request, key, now)
        }
    }

    /// What belongs to a call that stands is served when newcomers are not: else nobody could hang up during a flood.
    private func isTooMuch(_ request: SIPRequest, from source: SIPPath) -> Bool {
        guard call(of: request) == nil else { return table.activeCount >= Chosen.activeTransactions + Chosen.calls }
        if table.activeCount >= Chosen.activeTransactions { return true }
        guard request.method == .invite else { return false }
        // Whoever never confirms keeps others from calling no longer than its own share.
        return calls.values.count { $0.call.isUnconfirmed && $0.path.address.isSameHost(as: source.address) } >= Chosen.unconfirmedCalls
    }

    /// Where the responses go: back to where the request came from. Without rport the port is that of the Via, as RFC 3261 wants it.
    /// - Source: RFC 3261 section 18.2.2; RFC 3581 section 4
    private static func wayBack(of request: SIPRequest, from source: SIPPath) -> SIPPath {
        guard source.transport == .udp, let via = request.vias.first, via.parameters["rport"] == nil else { return source }
        var address = source.address
        address.port = via.port ?? Specified.defaultPort
        return SIPPath(.udp, address)
    }

    /// The call that a request is within.
    private func call(of request: SIPRequest) -> UInt64? {
        guard let tag = request.to.tag, let number = callsByTag[tag], let dialog = calls[number]?.call.dialog, dialog.contains(request)
        else { return nil }
        return number
    }

    private mutating func respond(_ status: SIPStatus, _ request: SIPRequest, _ key: TransactionKey, _ now: MediaTime) -> [UserAgentAction]
    {
        perform(table.respond(SIPResponse(status, to: request, tag: identifiers.token()), to: key, at: now), at: now)
    }

    private mutating func cancel(_ request: SIPRequest, _ key: TransactionKey, _ now: MediaTime) -> [UserAgentAction] {
        let invite = TransactionKey(cancelledBy: request)
        guard table.contains(invite) else { return respond(.noSuchCall, request, key, now) }
        // After the final response a CANCEL changes nothing, and is answered all the same.
        let number = calls.first { $0.value.call.inviteKey == invite }?.key
        return respond(.ok, request, key, now) + (number.map { withCall($0, at: now) { call, _, _ in call.cancelled() } } ?? [])
    }

    /// What is answered whoever it is about; nil when there is nothing to say against it.
    private mutating func refusal(of request: SIPRequest) -> SIPResponse? {
        func response(_ status: SIPStatus, _ name: HeaderName? = nil, _ value: String = "") -> SIPResponse {
            var response = SIPResponse(status, to: request, tag: identifiers.token())
            if let name { response.add(name, value) }
            return response
        }
        guard SIPMethod.served.contains(request.method) else {
            let isRegistered = SIPMethod.registered.contains(request.method)
            return response(
                isRegistered ? .methodNotAllowed : .notImplemented, "Allow", SIPMethod.served.map(\.name).joined(separator: ", "))
        }
        if case .other = request.uri { return response(.unsupportedScheme) }
        let unknown = request.headers.list("Require").filter { !["100rel", "timer"].contains(Text.lowercased($0)) }
        if !unknown.isEmpty { return response(.badExtension, "Unsupported", unknown.joined(separator: ", ")) }
        guard request.method == .invite || request.method == .update || request.method == .prack else { return nil }
        if let body = request.body,
            body.mediaType != "application/sdp" || request.headers["Content-Encoding"].map({ !Text.areSame($0, "identity") }) ?? false
        {
            return response(.unsupportedMediaType, "Accept", "application/sdp")
        }
        if request.method == .invite, !Self.takesDescriptions(request) { return response(.notAcceptable) }
        return nil
    }

    /// Whether an answer may be a session description.
    private static func takesDescriptions(_ request: SIPRequest) -> Bool {
        guard request.headers["Accept"] != nil else { return true }
        let types = request.headers.list("Accept").map { SIPBody(type: $0, bytes: []).mediaType }
        return types.contains { ["application/sdp", "application/*", "*/*"].contains($0) }
    }

    private mutating func capabilities(_ request: SIPRequest) -> SIPResponse {
        var response = SIPResponse(.ok, to: request, tag: identifiers.token())
        response.add("Allow", SIPMethod.served.map(\.name).joined(separator: ", "))
        response.add("Accept", "application/sdp")
        response.add("Supported", "100rel, timer")
        return response
    }

    private mutating func begin(
        _ request: SIPRequest, _ key: TransactionKey, from source: SIPPath, to local: TransportAddress?, _ now: MediaTime
    ) -> [UserAgentAction] {
        let isMerged = calls.values.contains {
            !$0.call.isOutbound && $0.call.invite.callID == request.callID && $0.call.invite.from.tag == request.from.tag
                && $0.call.invite.cseq == request.cseq
        }
        // The same request over another way: RFC 3261 section 8.2.2.2.
        if isMerged { return respond(.loopDetected, request, key, now) }
        if SessionTimer.isTooShort(request) {
            var refusal = SIPResponse(.sessionIntervalTooSmall, to: request, tag: identifiers.token())
            refusal.add("Min-SE", String(Specified.shortestSessionInterval))
            return perform(table.respond(refusal, to: key, at: now), at: now)
        }
        guard calls.count < Chosen.calls, !isStopping else { return respond(.unavailable, request, key, now) }
        let trunk = trunk(of: request, from: source)
        let tag = identifiers.token()
        let contact = contactText(over: source, trunk: trunk, local: local)
        let call = Call(inbound: request, key: key, localTag: tag, contact: contact, seed: identifiers.next(), at: now)
        let number = add(CallEntry(call: call, path: source, trunk: trunk, local: local), tag: tag)
        timers.set(.call(number), to: call.deadline)
        let incoming = IncomingCall(
            dialled: request.uri.user ?? request.to.uri.user ?? "", caller: Self.caller(request), offer: request.body, path: source,
            trunk: trunk.map(TrunkID.init(index:)))
        return perform(table.respond(SIPResponse(.trying, to: request, tag: nil), to: key, at: now), at: now)
            + [.incoming(CallHandle(number: number), incoming)]
    }

    /// Nil for who does not want to be known.
    /// - Source: RFC 3323 section 4.1.1.3
    private static func caller(_ request: SIPRequest) -> String? {
        let user = request.from.uri.user
        let isWithheld =
            request.from.uri.sip?.host.hasSuffix("anonymous.invalid") ?? false || user.map { Text.areSame($0, "anonymous") } ?? false
        return isWithheld ? nil : user
    }
}
