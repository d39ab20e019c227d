import Chainrule

/// Numbers of `tensorboard.DataType`.
enum TensorFlowType {
    static let string = 7

    static func number(of dtype: DType) -> Int {
        switch dtype {
        case .float32: 1
        case .float64: 2
        case .int32: 3
        case .uint8: 4
        case .bool: 10
        }
    }
}

/// A message `tensorboard.TensorShapeProto`.
func tensorShape(_ shape: Shape) -> ProtobufMessage {
    ProtobufMessage { message in
        for size in shape { message.add(to: 2) { $0.add(size, to: 1) } }
    }
}
