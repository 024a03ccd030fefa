/// A language that the box speaks to callers: that of the number they have dialled.
public enum PromptLanguage: String, Sendable, CaseIterable, Codable {
    case english = "en"
    case german = "de"
}
