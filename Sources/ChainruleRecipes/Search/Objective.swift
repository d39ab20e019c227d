import ChainruleTraining

/// What a search makes as good as it can, measured on the validation set after the last epoch.
public struct Objective: Sendable, Hashable, Codable {
    /// `loss`, or the name of one of the task's metrics.
    public let name: String
    /// Whether a larger value is a better one.
    public let prefersLarger: Bool

    /// The loss.
    public static let loss = Objective(name: MeanLoss().name, prefersLarger: false)

    /// The accuracy.
    public static let accuracy = Objective(Accuracy())

    /// A metric of a task.
    public init(_ metric: any Metric) {
        self.init(name: metric.name, prefersLarger: type(of: metric).prefersLarger)
    }

    private init(name: String, prefersLarger: Bool) {
        (self.name, self.prefersLarger) = (name, prefersLarger)
    }

    /// What is made small: the value, or how far a value that is at most 1, such as an accuracy or R², is from it.
    func cost(_ value: Double) -> Double { prefersLarger ? 1 - value : value }

    /// The value that has a cost, as an axis shows it.
    func label(ofCost cost: Double) -> String {
        if name == Accuracy().name { return "\(AxisScale.label(100 - cost * 100)) %" }
        return AxisScale.label(prefersLarger ? 1 - cost : cost)
    }

    /// The value as tables show it.
    public func text(of value: Double) -> String {
        name == Accuracy().name ? Accuracy().text(of: value) : MeanLoss().text(of: value)
    }
}
