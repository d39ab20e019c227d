import Chainrule

/// An input for each category of a text: 1 for the category of the example, 0 for the others.
///
/// All are 0 where the text is missing or was not in the training set. Class numbers need no fitting:
/// `labels.oneHot(classCount)` encodes them.
///
/// ```swift
/// let colors = OneHotEncoding(fitting: ["red", "blue", nil, "red"])
/// let inputs = colors.apply(to: ["blue", "green"])  // [[1, 0], [0, 0]]
/// ```
public struct OneHotEncoding: Sendable, Equatable, Codable {
    /// The categories in the order of their inputs: by value if all are integers, else by alphabet.
    public let categories: [String]

    /// The categories among the texts of a training set; nil stands for a missing one.
    public init(fitting texts: [String?]) { categories = Set(texts.compactMap(\.self)).inClassOrder }

    /// The encoded texts.
    ///
    /// - Returns: float32 `[N, categories]`.
    public func apply(to texts: [String?]) -> Tensor {
        let places = Dictionary(uniqueKeysWithValues: categories.enumerated().map { ($1, Int32($0)) })
        // No category has the number -1.
        let numbers = texts.map { text in text.flatMap { places[$0] } ?? -1 }
        return Tensor(numbers, shape: [texts.count]).oneHot(categories.count)
    }

    /// The category with the largest number in every row, nil where none is above 0.
    ///
    /// - Parameter encoded: `[N, categories]`.
    public func inverse(of encoded: Tensor) -> [String?] {
        require(
            encoded.rank == 2 && encoded.shape[1] == categories.count,
            "OneHotEncoding: rows \(encoded.shape) of \(categories.count) categories")
        let numbers: [Double] = encoded.scalars()
        return (0..<encoded.shape[0]).map { row in
            let row = numbers[row * categories.count..<(row + 1) * categories.count]
            guard let largest = row.max(), largest > 0 else { return nil }
            return categories[row.firstIndex(of: largest)! - row.startIndex]
        }
    }
}
