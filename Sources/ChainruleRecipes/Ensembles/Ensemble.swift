import Chainrule
import ChainruleNN

/// An ensemble of classifiers, which predicts by averaging or voting.
///
/// ```swift
/// let ensemble = Ensemble([first, second, third], .averageProbabilities)
/// let classes = ensemble(images).argmax()
/// ```
public struct Ensemble: Layer {
    public let models: [any Layer]
    public let combination: EnsembleCombination

    /// - Precondition: there is at least one model; all make scores of the same shape.
    public init(_ models: [any Layer], _ combination: EnsembleCombination = .averageProbabilities) {
        require(!models.isEmpty, "Ensemble: there are no models")
        self.models = models
        self.combination = combination
    }

    public func forward(_ input: Tensor) -> Tensor { combination.combine(models.map { $0(input) }) }
}
