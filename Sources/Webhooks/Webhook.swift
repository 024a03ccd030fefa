import Conference
import Profiles

/// One address and its queue. What it does not take is tried again, then given up: no notice waits for ever, and none holds up another hook
/// or the box.
actor Webhook {
    /// Ours: as many rooms as begin at once on a small box.
    static let queueLimit = 32

    nonisolated let configuration: WebhookConfiguration
    private let secret: ServiceSecret?
    /// Before the first try, the second and the third.
    private let pauses: [Duration]
    private let record: @Sendable (BoxEvent) -> Void
    private let notices: AsyncStream<WebhookNotice>
    private let queue: AsyncStream<WebhookNotice>.Continuation
    private var told = 0
    private var lost = 0
    /// Nil while all is well.
    private var problem: String?

    /// - Parameter record: takes what the log is to tell
    init(_ configuration: WebhookConfiguration, pauses: [Duration], record: @escaping @Sendable (BoxEvent) -> Void) {
        self.configuration = configuration
        self.pauses = pauses
        self.record = record
        (notices, queue) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(Self.queueLimit))
        do throws(ProfileError) {
            secret = try configuration.secretFile.map { file throws(ProfileError) in try ServiceSecret(file: file) }
        } catch {
            // Unsigned is worse than not at all: the other side would believe no notice, or any.
            secret = nil
            problem = error.message
        }
    }

    /// Takes a notice; the oldest goes where there are too many.
    func put(_ notice: WebhookNotice) {
        if case .dropped = queue.yield(notice) { lost += 1 }
    }

    /// Delivers until the task is cancelled.
    func run(by post: HTTPPost) async {
        if configuration.secretFile != nil, secret == nil { record(.webhookFailing) }
        for await notice in notices { await deliver(notice, by: post) }
    }

    var snapshot: WebhookSnapshot { WebhookSnapshot(name: configuration.name, told: told, lost: lost, problem: problem) }

    private func deliver(_ notice: WebhookNotice, by post: HTTPPost) async {
        guard let url = configuration.url, configuration.secretFile == nil || secret != nil else {
            lost += 1
            return
        }
        let body = notice.body()
        var failure: String?
        for pause in pauses {
            do { try await Task.sleep(for: pause) } catch { return }
            failure = await post.send(body, to: url, secret: secret)
            if failure == nil { break }
        }
        if let failure {
            lost += 1
            if problem == nil { record(.webhookFailing) }
            problem = failure
        } else {
            told += 1
            if problem != nil { record(.webhookRecovered) }
            problem = nil
        }
    }
}
