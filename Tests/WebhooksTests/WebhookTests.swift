import Conference
import Foundation
import Profiles
import Synchronization
import Testing

@testable import Webhooks

/// What the log was told.
final class Log: Sendable {
    private let said = Mutex<[BoxEvent]>([])
    var events: [BoxEvent] { said.withLock { $0 } }
    func note(_ event: BoxEvent) { said.withLock { $0.append(event) } }
}

/// The webhooks of a partyline.yaml.
func configured(_ text: String) throws -> [WebhookConfiguration] {
    let folder = FileManager.default.temporaryDirectory.path
    return try ServiceConfiguration.load(
        file: "\(folder)/partyline.yaml", in: Surroundings(environment: ["HOME": folder], isRoot: false), draft: Array("webhooks: \(text)\n".utf8)
    ).webhooks
}

/// One address: what it is sent, and what comes of one that does not take it. Nothing waits but for what is awaited.
@Suite(.timeLimit(.minutes(2))) struct WebhookTests {
    private static let notice = WebhookNotice(.lobby, room: "plenum", at: Date(timeIntervalSince1970: 1_796_000_039), participants: 3, waiting: 1)

    private let log = Log()

    private func hook(to receiver: Receiver, _ more: String = "") throws -> Webhook {
        let configuration = try #require(try configured("{ door: { url: \"\(receiver.url)\"\(more) } }").first)
        return Webhook(configuration, pauses: [.zero, .zero, .zero], record: log.note)
    }

    /// Until it has dealt with so many notices.
    private func settled(_ hook: Webhook, _ count: Int) async throws -> WebhookSnapshot {
        while true {
            let snapshot = await hook.snapshot
            if snapshot.told + snapshot.lost >= count { return snapshot }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Delivers while `body` runs.
    private func delivering(_ hooks: Webhook..., during body: () async throws -> Void) async throws {
        let post = HTTPPost()
        let tasks = hooks.map { hook in Task { await hook.run(by: post) } }
        try await body()
        for task in tasks {
            task.cancel()
            await task.value
        }
    }

    @Test func aNoticeTravelsAsItIsDocumentedAndHoldsNothingAboutAnybody() async throws {
        let receiver = try Receiver(.answers(204))
        let hook = try hook(to: receiver)
        try await delivering(hook) { () async throws in
            await hook.put(Self.notice)
            var requests = receiver.requests.makeAsyncIterator()
            let request = try #require(await requests.next())
            #expect(request.head.hasPrefix("POST /door?k=1 HTTP/1.1\r\n"))
            #expect(request.head.lowercased().contains("content-type: application/json"))
            #expect(!request.head.contains("X-Partyline-Signature"))
            #expect(request.body == #"{"event":"lobby","participants":3,"room":"plenum","time":"2026-11-30T00:53:00Z","waiting":1}"#)
            #expect(try await settled(hook, 1) == WebhookSnapshot(name: "door", told: 1, lost: 0, problem: nil))
        }
        #expect(log.events.isEmpty)
    }

    @Test func withASecretItIsSigned() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "partyline-hook-\(UUID().uuidString)").path
        #expect(FileManager.default.createFile(atPath: file, contents: Data("Jefe\n".utf8), attributes: [.posixPermissions: 0o600]))
        defer { try? FileManager.default.removeItem(atPath: file) }
        let receiver = try Receiver(.answers(200))
        let hook = try hook(to: receiver, ", secret_file: \"\(file)\"")
        try await delivering(hook) { () async throws in
            await hook.put(Self.notice)
            var requests = receiver.requests.makeAsyncIterator()
            let request = try #require(await requests.next())
            // The second opinion.
            let openssl = Process()
            let (input, output) = (Pipe(), Pipe())
            openssl.executableURL = URL(filePath: "/usr/bin/openssl")
            openssl.arguments = ["dgst", "-sha256", "-hmac", "Jefe", "-r"]
            (openssl.standardInput, openssl.standardOutput) = (input, output)
            try openssl.run()
            try input.fileHandleForWriting.write(contentsOf: Data(request.body.utf8))
            try input.fileHandleForWriting.close()
            let expected = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self).prefix(64)
            #expect(request.head.contains("X-Partyline-Signature: sha256=\(expected)\r\n") || request.head.hasSuffix("sha256=\(expected)"))
        }
    }

    @Test func withoutItsSecretNothingIsSent() async throws {
        let receiver = try Receiver(.answers(200))
        let hook = try hook(to: receiver, ", secret_file: /nowhere/hook.secret")
        try await delivering(hook) { () async throws in
            await hook.put(Self.notice)
            let snapshot = try await settled(hook, 1)
            #expect(snapshot.lost == 1 && snapshot.problem?.contains("/nowhere/hook.secret") == true)
        }
        #expect(receiver.requestCount == 0)
        #expect(log.events == [.webhookFailing])
    }

    @Test func whatIsNotTakenIsTriedThreeTimesAndToldOnceUntilItIsWell() async throws {
        let receiver = try Receiver(.answers(500))
        let hook = try hook(to: receiver)
        try await delivering(hook) { () async throws in
            await hook.put(Self.notice)
            await hook.put(Self.notice)
            #expect(try await settled(hook, 2) == WebhookSnapshot(name: "door", told: 0, lost: 2, problem: "it answers with status 500"))
            #expect(receiver.requestCount == 6)
            receiver.behave(.answers(200))
            await hook.put(Self.notice)
            #expect(try await settled(hook, 3) == WebhookSnapshot(name: "door", told: 1, lost: 2, problem: nil))
        }
        #expect(log.events == [.webhookFailing, .webhookRecovered])
    }

    @Test func whoHangsUpOrIsNotThereOrSpeaksSomethingElseIsFailing() async throws {
        let (rude, gone, stranger) = (try Receiver(.hangsUp), try Receiver(.answers(200)), try Receiver(.babbles))
        gone.stop()
        let hooks = (try hook(to: rude), try hook(to: gone), try hook(to: stranger))
        try await delivering(hooks.0, hooks.1, hooks.2) { () async throws in
            await hooks.0.put(Self.notice)
            await hooks.1.put(Self.notice)
            await hooks.2.put(Self.notice)
            #expect(try await settled(hooks.0, 1).problem == "no connection (it hung up without an answer)")
            #expect(try await settled(hooks.1, 1).problem == "no connection (nobody listens at its port)")
            #expect(try await settled(hooks.2, 1).problem == "its answer is not HTTP: is the port right?")
        }
    }

    @Test func aRedirectIsNotFollowed() async throws {
        let elsewhere = try Receiver(.answers(200))
        let receiver = try Receiver(.answers(307, field: "Location: \(elsewhere.url)"))
        let hook = try hook(to: receiver)
        try await delivering(hook) { () async throws in
            await hook.put(Self.notice)
            #expect(try await settled(hook, 1).problem == "it answers with status 307")
        }
        #expect(elsewhere.requestCount == 0)
    }

    @Test func anAnswerWithoutEndIsNotRead() async throws {
        let receiver = try Receiver(.goesOn)
        let hook = try hook(to: receiver)
        try await delivering(hook) { () async throws in
            await hook.put(Self.notice)
            #expect(try await settled(hook, 1).told == 1)
            while receiver.endedAnswers == 0 { try await Task.sleep(for: .milliseconds(5)) }
        }
    }

    /// One of two says nothing for three times five seconds.
    @Test func whoHangsHoldsNobodyUpAndLosesTheOldest() async throws {
        let (slow, quick) = (try Receiver(.hangs), try Receiver(.answers(200)))
        let hooks = (try hook(to: slow), try hook(to: quick))
        try await delivering(hooks.0, hooks.1) { () async throws in
            await hooks.0.put(Self.notice)
            var requests = slow.requests.makeAsyncIterator()
            _ = await requests.next()
            for count in 1...40 {
                await hooks.0.put(Self.notice)
                await hooks.1.put(Self.notice)
                _ = try await settled(hooks.1, count)
            }
            #expect(try await settled(hooks.1, 40).told == 40)
            #expect(await hooks.0.snapshot.lost == 8)
            #expect(try await settled(hooks.0, 9).problem == "no answer within 5 s")
        }
        #expect(log.events == [.webhookFailing])
    }
}
