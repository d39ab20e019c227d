/// What can be wrong with a training, and what nothing is wrong with.
package enum Disease: String, Codable, CaseIterable, Sendable {
    case healthy
    case deadUnits
    case rateTooHigh
    case rateTooLow
    case equalWeights
    case shuffledLabels
    case unscaledInputs
    case vanishingGradients
    case saturatedUnits
    case overfitting

    /// The order of the exercises, in which neighbors differ.
    package static let exercises: [Disease] = [
        .rateTooHigh, .deadUnits, .overfitting, .unscaledInputs, .healthy, .equalWeights, .vanishingGradients,
        .rateTooLow, .saturatedUnits, .shuffledLabels,
    ]

    /// As it stands among the diagnoses to choose from.
    var title: String {
        switch self {
        case .healthy: "Nothing: it trains as it should"
        case .deadUnits: "Dead ReLUs"
        case .rateTooHigh: "Learning rate too high"
        case .rateTooLow: "Learning rate too low"
        case .equalWeights: "All initial weights are equal"
        case .shuffledLabels: "The labels are shuffled"
        case .unscaledInputs: "The inputs are not scaled"
        case .vanishingGradients: "Vanishing gradients"
        case .saturatedUnits: "Saturated units"
        case .overfitting: "Overfitting: too few examples"
        }
    }

    /// What was done to the training, and by which signs it is known.
    var explanation: String {
        switch self {
        case .healthy:
            "Nothing was done to it. Both losses fall and stay together, every layer has a gradient, and updates are about a thousandth to a hundredth of the weights."
        case .deadUnits:
            "The hidden biases start at −6, so most ReLUs are zero for every example. What is zero passes no gradient, and the unit never comes back: look at the histograms, which are a single bar at zero."
        case .rateTooHigh:
            "Plain SGD with a learning rate of 3. The steps overshoot: the loss jumps up and down, and updates are a large part of the weights."
        case .rateTooLow:
            "The learning rate is 0.00001. The loss does fall, in a straight line and hardly at all, and updates are about a millionth of the weights."
        case .equalWeights:
            "All weights start at 0.1. The units of a layer compute the same, get the same gradient and stay the same: the layer is one unit, and its histogram a few narrow bars."
        case .shuffledLabels:
            "The labels of the training set were shuffled, as when a file of labels is read in another order. The network can only memorize the training set: whatever the training loss does, the validation accuracy stays at chance, 25 %."
        case .unscaledInputs:
            "The inputs have a deviation of 0.003, as pixels have that were divided by 255 twice. All activations are tiny, the outputs are nearly the same for every example, and the loss stays near ln 4 = 1.39, that of guessing among four classes."
        case .vanishingGradients:
            "Eight layers of sigmoids. Each multiplies the gradient by a slope of 0.25 at most, so the first layers get almost none: compare the gradients from layer to layer."
        case .saturatedUnits:
            "The initial weights are ten times too large. Nearly every tanh is at −1 or 1, where it is flat: the histograms have two bars at the ends."
        case .overfitting:
            "Only 12 examples for a network of some thousand weights. The training loss goes to zero, the validation loss stays far above it."
        }
    }

    /// What the treatment changes.
    var cure: String {
        switch self {
        case .healthy: "no treatment"
        case .deadUnits: "biases that start at 0"
        case .rateTooHigh: "a learning rate of 0.1"
        case .rateTooLow: "a learning rate of 0.1"
        case .equalWeights: "random initial weights"
        case .shuffledLabels: "each example with its own label"
        case .unscaledInputs: "inputs with mean 0 and deviation 1"
        case .vanishingGradients: "ReLU in place of sigmoid"
        case .saturatedUnits: "initial weights of Xavier's size"
        case .overfitting: "2000 examples"
        }
    }
}
