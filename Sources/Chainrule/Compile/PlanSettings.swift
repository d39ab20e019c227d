/// What a plan is made for, besides its graph. Plans for other settings are kept apart.
struct PlanSettings: Hashable {
    let engine: Engine
    /// For how many threads a plan has memory; results do not depend on it.
    let threads: Int
    let usesWinograd: Bool

    static var current: PlanSettings {
        PlanSettings(engine: .current, threads: Threads.count, usesWinograd: Engine.usesWinograd)
    }
}
