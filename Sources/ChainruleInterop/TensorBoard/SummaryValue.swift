/// What is logged under a name at one step: a message `tensorboard.Summary.Value`.
///
/// Scalars, histograms and images have the form that TensorFlow 1 gave them. All of TensorBoard's readers, the
/// older of which knows no other, take it for the newer form, a tensor with a plugin's name.
struct SummaryValue {
    let message: ProtobufMessage

    /// The field that holds the content.
    enum Content: Int {
        case image = 4
        case histogram = 5
        case tensor = 8
    }

    private enum Field {
        static let tag = 1, simpleValue = 2, metadata = 9
    }

    init(_ tag: String, _ kind: Content, _ content: ProtobufMessage) {
        message = ProtobufMessage {
            $0.add(tag, to: Field.tag)
            $0.add(content, to: kind.rawValue)
        }
    }

    private init(_ message: ProtobufMessage) { self.message = message }

    static func scalar(_ tag: String, _ value: Double) -> SummaryValue {
        SummaryValue(
            ProtobufMessage {
                $0.add(tag, to: Field.tag)
                $0.add(Float(value), to: Field.simpleValue)
            })
    }

    /// A tensor of one string for the plugin `text`; texts have no older form.
    static func text(_ tag: String, _ text: String) -> SummaryValue {
        let tensor = ProtobufMessage { tensor in
            tensor.add(TensorFlowType.string, to: 1)
            tensor.add(tensorShape([1]), to: 2)
            tensor.add(text, to: 8)
        }
        var value = SummaryValue(tag, .tensor, tensor).message
        value.add(to: Field.metadata) { metadata in
            metadata.add(to: 1) { plugin in plugin.add("text", to: 1) }
        }
        return SummaryValue(value)
    }
}
