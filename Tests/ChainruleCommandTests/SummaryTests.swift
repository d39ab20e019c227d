import Foundation
import TestSupport
import Testing

@Suite("chainrule summary and explain") struct SummaryTests {
    @Test("summary lists the layers of a recipe's network and of a run's")
    func summaries() throws {
        try withTemporaryDirectory { directory in
            let recipe = try runTool("summary", "lenet")
            expectSuccess(recipe)
            #expect(recipe.output.contains("conv2  Conv2d(20 → 50, 5×5)"))
            #expect(recipe.output.contains("parameters   431 080, 1.7 MB"))

            let table = "a,b,c\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n9,1,x\n2,3,y\n4,5,x\n6,7,y\n"
            try Data(table.utf8).write(to: directory.appending(path: "t.csv"))
            let data = ["table", "--data", "t.csv", "--target", "c", "--hidden", "7"]
            let planned = try runTool(["summary"] + data, in: directory)
            expectSuccess(planned)
            #expect(planned.output.contains("Linear(2 → 7)") && planned.output.contains("parameters   37,"))
            expectSuccess(try runTool(["train"] + data + ["--epochs", "1", "--out", "run"], in: directory))
            let trained = try runTool("summary", "run", in: directory)
            expectSuccess(trained)
            #expect(trained.output == planned.output)
        }
    }

    @Test("a name that is neither a recipe nor a run, or options for a run, are usage errors")
    func usage() throws {
        try withTemporaryDirectory { directory in
            let unknown = try runTool("summary", "lent", in: directory)
            #expect(
                unknown.code == 2
                    && unknown.error.contains("'lent' of '<model>' is not a recipe (perceptron,"))
            let options = try runTool("summary", ".", "--seed", "3", in: directory)
            #expect(options.code == 2 && options.error.contains("--seed applies to recipes"))
            let empty = try runTool("summary", ".", in: directory)
            #expect(empty.code == 1 && empty.error.contains("run.json"))
            let plan = try runTool("explain", "lent", in: directory)
            #expect(plan.code == 2 && plan.error.contains("no plan for 'lent'; there are"))
        }
    }

    @Test("explain shows the training step of a recipe, with its data")
    func plans() throws {
        let recipe = try runTool("explain", "softmax", "--batch", "4")
        expectSuccess(recipe)
        #expect(recipe.output.contains("float32[4, 10]") && recipe.output.contains("instructions on"))
    }

    @Test("statistics shows activations and gradients of a recipe's network and of a run's")
    func statistics() throws {
        try withTemporaryDirectory { directory in
            let recipe = try runTool("statistics", "two-layer", "--batch", "50")
            expectSuccess(recipe)
            let lines = recipe.output.split(separator: "\n")
            #expect(lines.count == 5 && lines[0].contains("gradient mean") && lines[3].contains("ReLU"))
            expectSuccess(try runTool("train", "two-layer", "--epochs", "1", "--out", "run", in: directory))
            let trained = try runTool("statistics", "run", "--batch", "50", in: directory)
            expectSuccess(trained)
            #expect(trained.output != recipe.output)
            #expect(trained.output.split(separator: "\n").count == 5)
        }
    }
}
