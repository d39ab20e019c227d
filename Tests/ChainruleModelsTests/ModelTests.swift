import Chainrule
import ChainruleModels
import ChainruleNN
import TestSupport
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

    @Test("the sprint's network normalizes after each of its hidden layers, for images of any size")
    func sprint() {
        let model = sprintNet()
        #expect(model.parameterCount == 8 * 25 + 16 * 8 * 9 + 64 * 400 + 65 * 10 + 2 * (8 + 16 + 64))
        #expect(model.buffers().count == 6)
        #expect(evaluating { model(.zeros([2, 1, 28, 28])) }.shape == [2, 10])
        let small = sprintNet(channels: 3, height: 11, width: 14, classCount: 4)
        #expect(evaluating { small(.zeros([1, 3, 11, 14])) }.shape == [1, 4])
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

    @Test("networks for sentences give a sentence the same scores alone and before padding")
    func padding() {
        let sentence: [Int32] = [9, 5, 6]
        let alone = Tensor(sentence, shape: [1, 3])
        let batch = Tensor(sentence + [0, 0, 0, 0, 0] + [3, 4, 5, 6, 7, 8, 9, 10], shape: [2, 8])
        let models: [any Layer] = [
            TextCNN(vocabulary: 20, size: 6, filters: 4, classCount: 3, paddingIndex: 0),
            LSTMReader(vocabulary: 20, size: 6, hidden: 5, classCount: 3),
            LSTMTagger(vocabulary: 20, size: 6, hidden: 5, classCount: 3),
        ]
        for model in models {
            // A filter with a bias would answer to padding, too.
            for (name, parameter) in model.parameters() where name.hasSuffix("bias") {
                parameter.value = Tensor.ones(parameter.type.shape)
            }
            let (one, two) = evaluating { (model(alone), model(batch)) }
            let same = one.rank == 3 ? two[0..<1, 0..<3] : two[0..<1]
            expectClose(same, one, tolerance: 1e-5)
        }
        // One word is enough, although every filter is wider.
        let short = evaluating { models[0](Tensor([Int32(7)], shape: [1, 1])) }
        #expect(short.shape == [1, 3])
    }

    @Test("fully connected networks have the layers they are asked for")
    func fullyConnected() {
        #expect(tanhChain(depth: 3, width: 5).parameterCount == 3 * 25)
        #expect(twoLayerSigmoid(inputs: 4, hidden: 3, outputs: 2)(.zeros([6, 4])).shape == [6, 2])
    }

    @Test("LeNet-5 has 60000 parameters, and codes that are drawings of the digits")
    func leNet5() {
        let model = LeNet5()
        #expect(model.parameterCount == 60_000)
        let counts = summary(model, inputShape: [1, 28, 28]).rows.map(\.parameterCount)
        #expect(counts == [156, 12, 1516, 32, 48_120, 10_164])
        #expect(model(.zeros([2, 1, 28, 28])).shape == [2, 10])
        #expect(LeNet5(side: 32, classCount: 26)(.zeros([2, 1, 32, 32])).shape == [2, 26])
        // Every two codes differ in at least five pixels.
        let codes = model.codes.value
        let agreement = matmul(codes, codes.transposed()) - Tensor.identity(10) * 84
        let most: Double = agreement.max().item()
        #expect(most <= 84 - 2 * 5)
    }

    @Test("a map of LeNet-5's third layer sees only the maps in its row of the table")
    func connectionTable() {
        let layer = LeNet5().c3
        for (source, expected) in [
            (0, [0, 4, 5, 6, 9, 10, 11, 12, 14, 15]), (5, [3, 4, 5, 8, 9, 10, 11, 13, 14, 15]),
        ] {
            let channels = (0..<6).map { Tensor.full([1, 1, 5, 5], $0 == source ? 1 : 0) }
            let output = layer(concatenate(channels, axis: 1)).flattened().scalars(as: Float.self)
            #expect(output.indices.filter { output[$0] != 0 } == expected)
        }
    }

    @Test("VGG and ResNet-18 have the parameters of torchvision's, under its names")
    func torchvision() {
        withoutValues {
            #expect(VGG(.vgg11).parameterCount == 132_863_336)
            #expect(VGG(.vgg16).parameterCount == 138_357_544)
            #expect(VGG(.vgg11, batchNorm: true).parameterCount == 132_868_840)
            #expect(ResNet18().parameterCount == 11_689_512)
            // With both auxiliary classifiers.
            #expect(GoogLeNet().parameterCount == 13_378_280)
        }
        let small = ResNet18(classCount: 10, stem: .small)
        let names = small.parameters().map(\.name)
        #expect(names.first == "conv1.weight" && names.contains("layer2.0.downsample.1.bias"))
        #expect(evaluating { small(.zeros([1, 3, 32, 32])) }.shape == [1, 10])
        let summary = summary(ResNet18(), inputShape: [3, 224, 224])
        #expect(summary.operationCount == 3_628_146_688)
    }

    @Test("a Mark I perceptron changes nothing for what it knows, and by its own rule for what it does not")
    func perceptronRule() {
        let model = withRandomSeed(1) { Perceptron(inputs: 400, classCount: 3) }
        let connections = model.connections.value
        #expect(connections.sum(axes: 1).scalars(as: Float.self).allSatisfy { $0 == 0 })
        #expect(abs(connections).sum(axes: 1).scalars(as: Float.self).allSatisfy { $0 == 40 })
        let images = Tensor.uniform([1, 1, 20, 20], from: Generator(seed: 2))
        let active = (matmul(images.flattened(from: 1), connections.transposed()) .> 0).cast(to: .float32)
        let optimizer = SGD(model, learningRate: 1)
        func learn(_ label: Int32) {
            let loss = perceptronCriterion(model(images), Tensor([label]))
            optimizer.update(gradients(of: loss, withRespectTo: model))
        }
        // At the tie of the first example class 0 wins.
        learn(2)
        let expected = concatenate([active * -1, active * 0, active], axis: 0)
        expectClose(model.response.weight.value, expected, tolerance: .exact)
        learn(2)
        expectClose(model.response.weight.value, expected, tolerance: .exact)
    }

    @Test("an Adaline follows the delta rule, a Madaline's hidden units answer 1 or -1")
    func adaline() {
        let model = withRandomSeed(3) { Madaline(inputs: 4, hidden: 0, classCount: 2) }
        let x = Tensor.normal([1, 4], from: Generator(seed: 4))
        let (before, scores) = (model.output.weight.value, model(x))
        let optimizer = SGD(model, learningRate: 0.1)
        optimizer.update(
            gradients(of: leastMeanSquares(scores, Tensor([1] as [Int32])), withRespectTo: model))
        let step = matmul((Tensor([-1, 1] as [Float]) - scores).transposed(), x) * 0.1
        let difference = (model.output.weight.value - before - step).scalars(as: Float.self)
        #expect(difference.allSatisfy { abs($0) < 1e-6 })

        let many = withRandomSeed(3) { Madaline(inputs: 4, hidden: 6, classCount: 2) }
        let captured = capture(many, "output") { leastMeanSquares(many(x), Tensor([1] as [Int32])) }
        let signs = select(1, where: many.hidden!(x) .>= 0, otherwise: Tensor.full([1, 6], -1))
        #expect(captured["output"].scalars(as: Float.self) == many.output(signs).scalars(as: Float.self))
        let gradient = gradients(of: captured.result, withRespectTo: many).gradients[0]
        let size: Double = abs(gradient).sum().item()
        #expect(size > 0)
    }

    @Test("AlexNet has the 60 965 224 parameters of the paper, and takes images of 67 x 67 or more")
    func alexNet() {
        let large = withoutValues { AlexNet() }
        #expect(large.parameterCount == 60_965_224)
        let small = withoutValues { AlexNet(channels: 1, height: 67, width: 99, classCount: 3, units: 8) }
        #expect(summary(small, inputShape: [1, 67, 99]).rows.last?.outputShape == [3])
        // One row and two columns of 256 maps.
        #expect(small.classifier.parameters()[0].parameter.type.shape == [8, 256 * 2])
    }

    @Test("a deep autoencoder goes through its code and back to the size of the input")
    func autoencoder() {
        let model = Autoencoder([784, 1000, 500, 250, 30])
        #expect(model.parameterCount == 2_837_314)
        let captured = capture(model, "encoder") { model(.zeros([2, 1, 28, 28])) }
        #expect(captured["encoder"].shape == [2, 30] && captured.result.shape == [2, 784])
    }

    @Test("GoogLeNet has two more classifiers in its middle, for any image of 32 x 32 or more")
    func googLeNet() {
        let model = GoogLeNet(channels: 1, classCount: 7)
        let (scores, auxiliary) = evaluating { model.outputs(.zeros([2, 1, 32, 40])) }
        #expect(scores.shape == [2, 7] && auxiliary.map(\.shape) == [[2, 7], [2, 7]])
        let names = summary(model, inputShape: [1, 64, 64]).rows.map(\.name)
        #expect(names.contains("low.0.1.1.0") && names.contains("auxiliary2.layers.6"))
    }

    @Test("a fully convolutional network has scores for every pixel, and enlarges bilinearly at the start")
    func fcn() {
        let model = FCN(classCount: 5)
        #expect(model.parameterCount == 148_031)
        #expect(evaluating { model(.zeros([2, 3, 24, 40])) }.shape == [2, 5, 24, 40])
        // A ramp along the rows stays a ramp of half the slope, away from the edges.
        let ramp = Tensor.iota([1, 5, 6, 8], axis: 3).cast(to: .float32)
        let enlarged = model.enlarge2(ramp)[0, 3, 5]
        #expect(enlarged.shape == [16])
        let expected = (1..<15).map { (Float($0) - 0.5) / 2 }
        #expect(enlarged[1..<15].scalars(as: Float.self) == expected)
    }

    @Test("a single-shot detector has outputs for its default boxes, in their order")
    func ssd() {
        let defaults = DefaultBoxes(
            maps: [.init(rows: 6, columns: 8, scale: 0.2), .init(rows: 3, columns: 4, scale: 0.4)],
            lastScale: 0.6)
        let model = SSD(classCount: 3, defaults: defaults)
        let images = Tensor.normal([2, 3, 24, 32], from: Generator(seed: 5))
        let (coarse, outputs) = evaluating {
            (model.coarseHead(model.coarse(model.fine(images))), model(images))
        }
        #expect(outputs.shape == [2, defaults.count, 8] && defaults.count == (48 + 12) * 4)
        // Row 2, column 1 of the second map, its box 3, output 5.
        let place = 48 * 4 + (2 * 4 + 1) * 4 + 3
        #expect(outputs[1, place, 5].item() == coarse[1, 3 * 8 + 5, 2, 1].item())
    }
}
