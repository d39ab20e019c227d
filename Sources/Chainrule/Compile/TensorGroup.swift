/// Tensors that a compiled function takes or returns together.
///
/// Conform a struct of tensors to it to pass the struct itself.
public protocol TensorGroup {
    /// The tensors, always as many as for any other value of the same structure.
    var tensors: [Tensor] { get }
    /// The same structure with other tensors.
    init(tensors: ArraySlice<Tensor>)
    /// Adds the tensors to a list.
    func append(to list: inout [Tensor])
}

extension TensorGroup {
    public func append(to list: inout [Tensor]) { list.append(contentsOf: tensors) }
}

extension Tensor: TensorGroup {
    public var tensors: [Tensor] { [self] }
    public init(tensors: ArraySlice<Tensor>) { self = tensors.first! }
    public func append(to list: inout [Tensor]) { list.append(self) }
}

extension [Tensor]: TensorGroup {
    public var tensors: [Tensor] { self }
    public init(tensors: ArraySlice<Tensor>) { self = Array(tensors) }
}
