import Profiles

/// Which language, for those who know prompts and no configuration.
public typealias PromptLanguage = Profiles.PromptLanguage
