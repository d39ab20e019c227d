/// What a mean divides the sum of the elements under a window by.
package enum PoolingDivisor: Sendable, Hashable {
    /// The number of places under the window, those on padding included.
    case places
    /// The number of the input's own elements under it.
    case elements
    /// The same number for every window.
    case number(Int)

    /// What it adds to the attributes of a primitive.
    var note: String {
        switch self {
        case .places: ""
        case .elements: ", padding not counted"
        case .number(let number): ", divided by \(number)"
        }
    }

    /// What the primitives of means are tried with.
    static let samples: [PoolingDivisor] = [.places, .elements, .number(3)]
}
