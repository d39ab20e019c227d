import Chainrule

/// What is written at a wire: the value above it, the gradient below.
struct WireContent {
    /// The name of the value; nil where the gate that it comes from is called the same.
    let name: String?
    /// The shape, and how many tensors of it there are; nil for numbers.
    let shape: String?
    let value: String
    /// Nil if no gradient flows here.
    let gradient: String?
    /// A picture of a value or gradient of two axes or more.
    let valuePicture: Thumbnail?
    let gradientPicture: Thumbnail?

    /// - Parameters:
    ///   - wire: one of the wires of `drawing`.
    ///   - drawing: the drawing.
    ///   - withPictures: whether tensors get pictures.
    init(_ wire: GraphDrawing.Wire, in drawing: GraphDrawing, withPictures: Bool = true) {
        let rows = wire.rows.map { drawing.explanation.rows[$0] }
        let first = rows[0]
        name = drawing.gates[wire.source].kind == .operation ? first.name : nil
        let isParameter = drawing.gates[wire.source].kind == .parameter
        let showsPictures = withPictures && rows.count == 1
        valuePicture = showsPictures ? Thumbnail(first.value, isParameter: isParameter) : nil
        gradientPicture =
            showsPictures
            ? first.gradient.flatMap { Thumbnail($0, isParameter: isParameter, isSigned: true) } : nil
        if rows.count == 1 {
            shape = first.type.shape.rank == 0 ? nil : Self.text(of: first.type)
            value = drawing.graph.rangeText(of: first.value)
            gradient = first.gradient.map(drawing.graph.rangeText)
            return
        }
        let isUniform = rows.allSatisfy { $0.type == first.type }
        shape = isUniform ? "\(rows.count) × \(Self.text(of: first.type))" : "\(rows.count) tensors"
        value = Self.range(of: rows.map(\.value))
        let gradients = rows.compactMap(\.gradient)
        gradient = gradients.isEmpty ? nil : Self.range(of: gradients)
    }

    /// The shape, with the element type unless that is real.
    private static func text(of type: TensorType) -> String {
        type.dtype.isFloatingPoint ? "\(type.shape)" : "\(type)"
    }

    /// What all elements of several tensors are between.
    private static func range(of tensors: [Tensor]) -> String {
        if tensors.contains(where: { $0.dtype == .bool || $0.shape.elementCount == 0 }) { return "…" }
        let real = tensors.map { $0.cast(to: .float64) }
        return stack([stack(real.map { $0.min() }).min(), stack(real.map { $0.max() }).max()]).boundsText
    }
}
