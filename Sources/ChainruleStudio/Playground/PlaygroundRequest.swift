import Foundation

/// What a page asks its session for.
enum PlaygroundRequest: Sendable {
    /// With the steps per second at most; nil for as many as possible.
    case play(pace: Double?)
    case pause
    /// One step.
    case step
    /// The experiment from its beginning.
    case reset
    /// Other settings, as JSON.
    case configure(Data)
    /// A command of the experiment, as JSON.
    case command(Data)
    /// The page is hidden and gives up its connection, but not its experiment.
    case park
    case close
}

extension PlaygroundRequest {
    /// - Parameter json: as in `{"do": "play", "pace": 10}`.
    /// - Throws: ``PlaygroundError`` if it is nothing that can be asked for.
    init(json data: Data) throws(PlaygroundError) {
        let content = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
        func part(_ name: String) throws(PlaygroundError) -> Data {
            guard let value = content?[name],
                let data = try? JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed)
            else { throw PlaygroundError("the request has no '\(name)'") }
            return data
        }
        switch content?["do"] as? String {
        case "play":
            let pace = (content?["pace"] as? NSNumber)?.doubleValue
            self = .play(pace: pace.map { min(max($0, 0.1), 10_000) })
        case "pause": self = .pause
        case "step": self = .step
        case "reset": self = .reset
        case "configure": self = .configure(try part("settings"))
        case "command": self = .command(try part("command"))
        case "park": self = .park
        case "close": self = .close
        case let other: throw PlaygroundError("the request '\(other ?? "")' is not known")
        }
    }
}
