/// What a page shows of its settings alone, computed at once.
package protocol ComputedFrame: Encodable, SendableMetatype {
    associatedtype Settings: PlaygroundSettings

    /// - Throws: ``PlaygroundError`` if a setting is out of its bounds.
    init(_ settings: Settings) throws
}

/// The experiment of a page on which nothing is trained: every change of a control computes everything anew.
package final class ComputedExperiment<Frame: ComputedFrame>: PlaygroundExperiment {
    private var current: Frame

    package init(_ settings: Frame.Settings) throws { current = try Frame(settings) }

    package func frame() -> Frame { current }
    package func advance() -> Bool { false }

    package func adopt(_ settings: Frame.Settings) throws -> Bool {
        current = try Frame(settings)
        return true
    }
}
