extension Recipe {
    /// Every recipe there is.
    public static let all: [Recipe] = [
        perceptron, adaline, madaline, softmax, svm, twoLayer, mlp, lenet5, lenet, mnistSprint, alexnet,
        convnet, vgg11, vgg16, googlenet, resnet18, fcn, ssd, autoencoder, table,
        adding, copyMemory, ntm, textCNN, lstmReader, tagger, charRNN, charTransformer,
        numbers, dates, captions, video,
    ]

    /// The recipe of that name, if there is one.
    public static func named(_ name: String) -> Recipe? { all.first { $0.name == name } }

    /// The tasks of the recipes, each once.
    static let tasks: [any LearningTask.Type] = all.map(\.task).reduce(into: []) { tasks, task in
        if !tasks.contains(where: { $0 == task }) { tasks.append(task) }
    }

    /// The options of all recipes, each once.
    public static let everyOption: [any RecipeOptionDeclaration] =
        all.flatMap(\.allOptions).reduce(into: []) { options, option in
            if !options.contains(where: { $0.name == option.name }) { options.append(option) }
        }
}
