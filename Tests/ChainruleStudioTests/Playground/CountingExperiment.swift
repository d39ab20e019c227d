import ChainruleStudio

/// Counts its steps, up to a number.
final class CountingExperiment: PlaygroundExperiment {
    struct Settings: PlaygroundSettings {
        var start = 0
        var end = 1_000_000_000
    }

    struct Command: Decodable { let add: Int }
    struct Frame: Codable { let count: Int }

    private var count: Int
    private var end: Int

    init(_ settings: Settings) throws {
        try settings.check(settings.start, within: 0...1000, "start", setting: "start")
        (count, end) = (settings.start, settings.end)
    }

    func frame() -> Frame { Frame(count: count) }

    func advance() -> Bool {
        count += 1
        return count < end
    }

    func handle(_ command: Command) { count += command.add }

    func adopt(_ settings: Settings) throws -> Bool {
        end = settings.end
        return settings.start == 7
    }

    static let page = PlaygroundPage(
        "count", "Count", summary: "Counts.", making: CountingExperiment.init)
}
