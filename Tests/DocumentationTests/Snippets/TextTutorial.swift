import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleRecipes
import ChainruleTraining
import Foundation

// snippet
struct Speller: Module {
    let wx = Linear(4, 3), wh = Linear(3, 3, bias: false), wy = Linear(3, 4)

    func callAsFunction(_ letters: Tensor) -> Tensor {
        var h = Tensor.zeros([1, 3])
        var scores: [Tensor] = []
        for step in 0..<letters.shape[0] {
            h = tanh(wx(letters[step..<step + 1]) + wh(h))
            scores.append(wy(h))
        }
        return concatenate(scores)
    }
}
// end

func textTutorial() throws {
    try helloTutorial()
    try bookTutorial()
}

private func helloTutorial() throws {
    // snippet
    let alphabet = Array("helo")
    let letters = Tensor([0, 1, 2, 2] as [Int32]).oneHot(4)
    let next = Tensor([1, 2, 2, 3] as [Int32])

    let speller = withRandomSeed(1) { Speller() }
    let optimizer = Adam(speller, learningRate: 0.1)
    let step = compile { (letters: Tensor, next: Tensor) in
        let loss = softmaxCrossEntropy(speller(letters), next)
        optimizer.update(gradients(of: loss, withRespectTo: speller))
        return loss
    }
    for _ in 0..<200 { _ = step(letters, next) }
    // end

    // snippet
    let scores = speller(letters)
    print("  " + "hell".map { "       \($0)" }.joined())
    for (row, letter) in alphabet.enumerated() {
        let line = (0..<4).map { String(format: "%8.2f", scores[$0, row].item()) }
        print("\(letter) " + line.joined())
    }
    let spelled = scores.argmax(axis: 1).scalars(as: Int32.self).map { alphabet[Int($0)] }
    print("h" + String(spelled))  // hello
    // end
    precondition(spelled == Array("ello"))
}

private func bookTutorial() throws {
    try Data(Tales.write(characters: 60_000).utf8).write(to: URL(fileURLWithPath: "book.txt"))
    // snippet
    let recipe = Recipe.named("char-rnn")!
    let options: OptionValues = ["data": "book.txt", "size": "64", "sequence-length": "32"]
    let data = try recipe.task.loadedData(options, seed: 0)
    var hyperparameters = recipe.defaults
    hyperparameters.epochs = 1
    let run = try RecipeRun(recipe, on: data, options: options, with: hyperparameters, seed: 0)
    let directory = RunDirectory("runs/book")
    try run.complete(RunRecord(of: run), in: directory, observers: [ProgressBar()])
    print(try run.evaluate(on: run.validation).metrics.values["bits-per-character"]!)
    // end

    // snippet
    let author = try SavedRun("runs/book")
    print(try author.generate(length: 200, prime: "One day ", sampling: TextSampling(temperature: 0.7)))
    // end

    // snippet
    let page = try String(contentsOfFile: "book.txt", encoding: .utf8).prefix(2000)
    let cells = try author.writer().cells(over: String(page), source: "book.txt")!
    for property in TextProperty.allCases {
        if let (cell, correlation) = cells.bestCell(for: property) {
            print(property.rawValue, cell, correlation)
        }
    }
    // end
    precondition(cells.bestCell(for: .linePosition) != nil)
}
