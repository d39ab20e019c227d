/// A schedule that is a function of the program's own; see ``Schedule/custom(_:_:)``.
public struct CustomSchedule: Sendable, Equatable {
    /// What checkpoints know it by.
    public let name: String
    let factor: @Sendable (ScheduleMoment) -> Double

    /// By name: functions cannot be compared.
    public static func == (one: CustomSchedule, other: CustomSchedule) -> Bool { one.name == other.name }
}

extension Schedule {
    /// A schedule that is any function of the moment.
    ///
    /// ```swift
    /// let schedule = Schedule.custom("inverse-square-root") { moment in
    ///     1 / (1 + Double(moment.step)).squareRoot()
    /// }
    /// ```
    ///
    /// A checkpoint records `custom:NAME`, and a trainer whose schedule has another name is refused. The function
    /// itself is recorded nowhere: give one that computes something else another name. It depends on nothing but the
    /// moment, or a resumed run will not resume bit for bit. The command line and files cannot name such a schedule.
    ///
    /// - Parameters:
    ///   - name: what checkpoints know it by.
    ///   - factor: gives what the base learning rate is multiplied by at a moment: a finite number of 0 or more.
    public static func custom(
        _ name: String, _ factor: @escaping @Sendable (ScheduleMoment) -> Double
    ) -> Schedule {
        .custom(CustomSchedule(name: name, factor: factor))
    }
}
