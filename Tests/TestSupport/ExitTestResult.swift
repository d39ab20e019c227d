import Testing

extension ExitTest.Result {
    /// Whether the process wrote `text` when it failed.
    public func says(_ text: String) -> Bool {
        String(decoding: standardErrorContent, as: UTF8.self).contains(text)
    }
}
