import Testing

extension Trait where Self == ConditionTrait {
    /// For tests that calculate so much that a debug build takes minutes over them.
    public static var optimizedBuildsOnly: Self {
        #if DEBUG
        .disabled("takes minutes without optimization; run swift test -c release")
        #else
        .enabled(if: true)
        #endif
    }
}
