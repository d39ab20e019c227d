import Chainrule
import Synchronization

/// The ranges of tensors in words, found once for each.
final class RangeTexts: Sendable {
    private let known = Mutex<[ObjectIdentifier: (tensor: Tensor, text: String)]>([:])

    func text(of tensor: Tensor) -> String {
        known.withLock { known in
            // The tensor is kept, so that no other one takes its identity.
            if let entry = known[ObjectIdentifier(tensor.node)] { return entry.text }
            let text = tensor.rangeText
            known[ObjectIdentifier(tensor.node)] = (tensor, text)
            return text
        }
    }
}
