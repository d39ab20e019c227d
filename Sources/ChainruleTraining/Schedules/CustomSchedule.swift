/// A schedule defined by a function; see ``Schedule/custom(_:_:)``.
public struct CustomSchedule: Sendable, Equatable {
    /// The name recorded in checkpoints.
    public let name: String
    let factor: @Sendable (ScheduleMoment) -> Double

    /// By name: functions cannot be compared.
    public static func == (one: CustomSchedule, other: CustomSchedule) -> Bool { one.name == other.name }
}

extension Schedule {
    /// A schedule defined by any function of the moment.
    ///
    /// ```swift
    /// let schedule = Schedule.custom("inverse-square-root") { moment in
    ///     1 / (1 + Double(moment.step)).squareRoot()
    /// }
    /// ```
    ///
    /// A checkpoint records `custom:NAME`, and a trainer whose schedule has another name cannot resume from it.
    /// The function itself is not recorded: choose another name when you change it. It must depend on nothing but the
    /// moment, or the run will not resume bit for bit. Not available on the command line.
    ///
    /// - Parameters:
    ///   - name: the name recorded in checkpoints.
    ///   - factor: returns the factor of the base learning rate at a moment: finite, 0 or more.
    public static func custom(
        _ name: String, _ factor: @escaping @Sendable (ScheduleMoment) -> Double
    ) -> Schedule {
        .custom(CustomSchedule(name: name, factor: factor))
    }
}
