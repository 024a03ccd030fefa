import MediaTypes

/// All transactions of a user agent.
/// - Source: RFC 3261 section 17
struct TransactionTable: Sendable {
    /// Who made a request of ours.
    enum Owner: Sendable, Hashable {
        case call(UInt64)
        case registration(Int)
        case keepAlive(Int)
        case nobody
    }

    enum Output: Sendable {
        case send([UInt8], SIPPath)
        case response(SIPResponse, to: SIPRequest, Owner)
        case timedOut(SIPRequest, Owner)
    }

    private enum Entry: Hashable {
        case client(TransactionKey)
        case server(TransactionKey)
    }

    private var clients: [TransactionKey: (transaction: ClientTransaction, owner: Owner)] = [:]
    private var servers: [TransactionKey: ServerTransaction] = [:]
    private var deadlines = DeadlineQueue<Entry>()
    private var active: Set<Entry> = []
    /// Those that only wait for copies, the oldest first; some are gone since.
    private var finished: [Entry] = []
    private var firstFinished = 0
    /// Taken out since the last time that the tables were packed anew.
    private var removals = 0

    /// Those that still wait for something.
    var activeCount: Int { active.count }
    /// With those that only wait for copies.
    var count: Int { clients.count + servers.count }

    var deadline: MediaTime? { deadlines.first }

    // MARK: Ours

    /// Sends a request, its Via in front.
    mutating func ask(_ request: SIPRequest, over path: SIPPath, for owner: Owner, at now: MediaTime) -> [Output] {
        guard let branch = request.vias.first?.branch else { return [] }
        let key = TransactionKey(branch: branch, method: request.method)
        clients[key] = (ClientTransaction(request, over: path, at: now), owner)
        return advanceClient(key, now)
    }

    /// Sends CANCEL after an INVITE of ours.
    mutating func cancel(callID: String, sequence: UInt32, at now: MediaTime) -> [Output] {
        let invite = clients.values.first {
            $0.transaction.request.callID == callID && $0.transaction.request.cseq == CSeq(sequence, .invite) && $0.transaction.isProceeding
        }
        guard let invite else { return [] }
        return ask(invite.transaction.cancel(), over: invite.transaction.path, for: .nobody, at: now)
    }

    mutating func handle(_ response: SIPResponse, at now: MediaTime) -> [Output] {
        guard let key = TransactionKey(of: response), let (known, owner) = clients[key] else { return [] }
        var transaction = known
        let actions = transaction.handle(response, at: now)
        clients[key] = (transaction, owner)
        settle(.client(key))
        return actions.map { output($0, transaction, owner) }
    }

    /// Gives up what waits for a response over a connection that is gone.
    mutating func lose(_ path: SIPPath) -> [Output] {
        let lost = clients.filter { $0.value.transaction.path == path && $0.value.transaction.isActive }
        for key in lost.keys { remove(.client(key)) }
        return lost.values.map { .timedOut($0.transaction.request, $0.owner) }
    }

    private mutating func advanceClient(_ key: TransactionKey, _ now: MediaTime) -> [Output] {
        guard let (known, owner) = clients[key] else { return [] }
        var transaction = known
        let actions = transaction.advance(to: now)
        clients[key] = (transaction, owner)
        settle(.client(key))
        return actions.map { output($0, transaction, owner) }
    }

    private func output(_ action: ClientTransaction.Action, _ transaction: ClientTransaction, _ owner: Owner) -> Output {
        switch action {
        case .send(let bytes): .send(bytes, transaction.path)
        case .deliver(let response): .response(response, to: transaction.request, owner)
        case .timedOut: .timedOut(transaction.request, owner)
        }
    }

    // MARK: Theirs

    /// Takes a request that came before, or the ACK of one; nil when it is new.
    mutating func handleCopy(_ request: SIPRequest, at now: MediaTime) -> [Output]? {
        let key = TransactionKey(of: request)
        guard var transaction = servers[key] else { return nil }
        let actions = transaction.handle(request, at: now)
        servers[key] = transaction
        settle(.server(key))
        return actions.compactMap { output($0, transaction) }
    }

    /// Whether it is remembered.
    func contains(_ key: TransactionKey) -> Bool { servers[key] != nil }

    /// Whether the ACK of this INVITE is the transaction's own affair.
    func awaitsAck(_ key: TransactionKey) -> Bool { servers[key]?.isActive ?? false }

    mutating func open(_ request: SIPRequest, over path: SIPPath, at now: MediaTime) -> TransactionKey {
        let key = TransactionKey(of: request)
        servers[key] = ServerTransaction(request, over: path, at: now)
        settle(.server(key))
        return key
    }

    mutating func respond(_ response: SIPResponse, to key: TransactionKey, at now: MediaTime) -> [Output] {
        guard var transaction = servers[key] else { return [] }
        let actions = transaction.respond(response, at: now)
        servers[key] = transaction
        settle(.server(key))
        return actions.compactMap { output($0, transaction) }
    }

    private func output(_ action: ServerTransaction.Action, _ transaction: ServerTransaction) -> Output? {
        // Without the ACK of a refusal nobody is there, and nobody needs to know.
        if case .send(let bytes) = action { .send(bytes, transaction.path) } else { nil }
    }

    // MARK: Both

    mutating func advance(to now: MediaTime) -> [Output] {
        var outputs: [Output] = []
        while let entry = deadlines.take(dueAt: now) {
            switch entry {
            case .client(let key): outputs += advanceClient(key, now)
            case .server(let key):
                guard var transaction = servers[key] else { continue }
                outputs += transaction.advance(to: now).compactMap { output($0, transaction) }
                servers[key] = transaction
                settle(entry)
            }
        }
        return outputs
    }

    /// After a change: forgets what is over, and of what is nearly over the oldest beyond the limit.
    private mutating func settle(_ entry: Entry) {
        let (isTerminated, isActive, deadline) = state(of: entry)
        if isTerminated {
            remove(entry)
            dropOldest()
        } else {
            deadlines.set(entry, to: deadline)
        }
        if isActive {
            active.insert(entry)
        } else if active.remove(entry) != nil, !isTerminated {
            finished.append(entry)
            dropOldest()
        }
    }

    private func state(of entry: Entry) -> (isTerminated: Bool, isActive: Bool, deadline: MediaTime?) {
        switch entry {
        case .client(let key):
            clients[key].map { ($0.transaction.isTerminated, $0.transaction.isActive, $0.transaction.deadline) } ?? (true, false, nil)
        case .server(let key): servers[key].map { ($0.isTerminated, $0.isActive, $0.deadline) } ?? (true, false, nil)
        }
    }

    private mutating func dropOldest() {
        while firstFinished < finished.count, count - active.count > Chosen.finishedTransactions || isGone(finished[firstFinished]) {
            remove(finished[firstFinished])
            firstFinished += 1
        }
        // Soon: a key has in it from where the request came.
        if firstFinished * 2 >= finished.count {
            finished.removeFirst(firstFinished)
            firstFinished = 0
        }
    }

    private func isGone(_ entry: Entry) -> Bool {
        switch entry {
        case .client(let key): clients[key] == nil
        case .server(let key): servers[key] == nil
        }
    }

    private mutating func remove(_ entry: Entry) {
        switch entry {
        case .client(let key): clients[key] = nil
        case .server(let key): servers[key] = nil
        }
        deadlines.set(entry, to: nil)
        active.remove(entry)
        forgetRemoved()
    }

    /// Nothing of who has called stays in free places. Not each time: with many calls a second that would be much work.
    private mutating func forgetRemoved() {
        removals += 1
        guard removals >= Chosen.removalsToForget || clients.isEmpty && servers.isEmpty else { return }
        removals = 0
        clients.repack()
        servers.repack()
    }
}
