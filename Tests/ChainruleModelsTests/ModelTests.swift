import Chainrule
import ChainruleModels
import ChainruleNN
import Testing

@Suite("Models")
struct ModelTests {
    @Test("LeNet has Caffe's 431080 parameters and makes scores of images")
    func leNet() {
        let model = LeNet()
        #expect(model.parameterCount == 431_080)
        #expect(
            model.parameters().map(\.name) == [
                "conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias", "fc1.weight", "fc1.bias",
                "fc2.weight", "fc2.bias",
            ])
        #expect(model(.zeros([2, 1, 28, 28])).shape == [2, 10])
        #expect(
            LeNet(channels: 3, height: 16, width: 19, classCount: 4)(.zeros([1, 3, 16, 19])).shape == [1, 4])
        #expect(LeNet.featureCount(height: 15, width: 100) == nil)
    }

    @Test("ConvNetBN normalizes after each of six convolutions")
    func convNet() {
        let model = convNetBN(classCount: 7)
        #expect(model.buffers().count == 12)
        #expect(model.parameters().filter { $0.parameter.type.shape.rank == 4 }.count == 6)
        #expect(evaluating { model(.zeros([2, 3, 32, 32])) }.shape == [2, 7])
    }

    @Test("TextCNN takes the largest answer of every filter, wherever it is in the sentence")
    func textCNN() {
        let model = TextCNN(vocabulary: 20, size: 6, widths: [1, 2], filters: 4, classCount: 3)
        let words = Tensor([[9, 5, 6, 9, 9], [9, 9, 5, 6, 9]], dtype: .int32)
        let scores = evaluating { model(words) }
        #expect(scores.shape == [2, 3])
        let (first, second) = (scores[0].scalars(as: Float.self), scores[1].scalars(as: Float.self))
        #expect(zip(first, second).allSatisfy { abs($0 - $1) < 1e-6 })
        #expect(model.parameters().map(\.name).contains("convolutions.1.weight"))
    }

    @Test("fully connected networks have the layers they are asked for")
    func fullyConnected() {
        #expect(tanhChain(depth: 3, width: 5).parameterCount == 3 * 25)
        #expect(twoLayerSigmoid(inputs: 4, hidden: 3, outputs: 2)(.zeros([6, 4])).shape == [6, 2])
    }
}
