import Conference
import Foundation
import MediaTypes
import Privacy
import Testing

@testable import WebGateway

/// The page that says what the box hears and keeps.
@Suite(.timeLimit(.minutes(1))) struct PrivacyPageTests {
    @Test(arguments: NoticeLanguage.allCases) func itSaysAllThatTheTableSaysInItsLanguage(language: NoticeLanguage) async throws {
        let answer = try await Box.run { try await $0.ask("GET", "/privacy", query: "?lang=\(language.rawValue)") }
        #expect(answer.status == 200)
        #expect(answer.headers["content-language"] == language.rawValue)
        #expect(answer.text.contains("<html lang=\"\(language.rawValue)\">"))
        let notice = PrivacyNotice(language)
        let honest = try #require(notice.hearing.first?.split(separator: ". ").first)
        #expect(answer.text.contains("<strong>\(PrivacyPage.escaped(String(honest))).</strong>"))
        for data in KeptData.allCases {
            let text = data.text(in: language)
            for sentence in [text.what, text.howLong, text.whoSees] { #expect(answer.text.contains(PrivacyPage.escaped(sentence)), "\(data)") }
        }
    }

    @Test(arguments: [
        ("de-DE,de;q=0.9,en;q=0.8", "de"), ("en-GB,de;q=0.9", "en"), ("fr,de;q=0.5", "de"), ("en;q=0.2, de;q=0.7", "de"), ("fr", "en"), ("", "en"),
        ("de;q=0", "en"), ("*", "en"),
    ])
    func theBrowsersLanguageChoosesUnlessTheAddressDoes(accepted: String, language: String) async throws {
        try await Box.run { box in
            let answer = try await box.ask("GET", "/privacy", headers: ["Accept-Language": accepted])
            #expect(answer.headers["content-language"] == language)
            #expect(answer.headers["vary"] == "Accept-Encoding, Accept-Language")
            #expect(try await box.ask("GET", "/privacy", query: "?lang=en", headers: ["Accept-Language": "de"]).headers["content-language"] == "en")
            #expect(try await box.ask("GET", "/privacy", query: "?lang=xx", headers: ["Accept-Language": "de"]).headers["content-language"] == "de")
        }
    }

    @Test func itNeedsNoScriptAndNobodyElse() async throws {
        let text = try await Box.run { try await $0.ask("GET", "/privacy").text }
        #expect(!text.contains("<script") && !text.contains(" style=") && !text.contains("http"))
        #expect(text.utf8.count < 16_000)
        #expect(text.matches(of: /<h1>/).count == 1 && text.contains("<main>") && text.contains("<nav aria-label="))
    }

    @Test(arguments: ["/r/hall", "/privacy"]) func whoRunsTheBoxIsNamedAsTextAndCanBeReached(path: String) async throws {
        let plan = Box.Plan(boxOperator: BoxOperator(name: "Verein <b>\"Nord\"</b> & Co", contact: "box@example.org"))
        let text = try await Box.run(plan) { try await $0.ask("GET", path).text }
        #expect(text.contains("Verein &lt;b&gt;&quot;Nord&quot;&lt;/b&gt; &amp; Co, <a href=\"mailto:box@example.org\" rel=\"noopener\">box@example.org</a>"))
        #expect(!text.contains("<b>"))
    }

    @Test func aContactThatIsNoAddressIsNoLink() async throws {
        let plan = Box.Plan(boxOperator: BoxOperator(name: "Ada", contact: "javascript:alert(1)"))
        let text = try await Box.run(plan) { try await $0.ask("GET", "/privacy").text }
        #expect(text.contains("<p>Ada, javascript:alert(1)</p>"))
    }

    @Test func whereNobodyIsNamedThePageSaysSo() async throws {
        try await Box.run { box in
            #expect(try await box.ask("GET", "/privacy").text.contains(PrivacyPage.escaped(PrivacyNotice(.english).noOperator)))
            let page = try await box.ask("GET", "/r/hall").text
            #expect(!page.contains("runBy") && !page.contains("<!-- operator -->") && page.contains("href=\"/privacy\""))
        }
    }

    @Test func whoHasNotComeForLongIsForgotten() {
        let throttle = JoinThrottle()
        _ = throttle.admit(JoinOrigin(caller: 1), at: .zero)
        throttle.forgetIdle(at: .seconds(1))
        #expect(throttle.count == 1)
        throttle.forgetIdle(at: .seconds(3_600))
        #expect(throttle.count == 0)
    }

    @Test func whatBrowsersLeaveIsCounted() async throws {
        try await Box.run { box in
            _ = try await box.join(name: "Ada")
            _ = try await box.join()
            #expect(box.server.keptNow()[.token] == 2)
            let kept = await box.conference.keptNow()
            #expect(kept[.name] == 1 && kept[.presence] == 2 && kept[.room] == 1)
        }
    }
}
