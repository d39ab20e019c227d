import ChainruleRecipes
import ChainruleTraining
import TestSupport
import Testing

@Suite("A wrong use of the command line")
struct UsageTests {
    private static let count = "an integer from 1 to 1000000"
    private static let threads = "an integer from 1 to 1024"

    @Test(
        "is told in one line, with exit code 2 and before anything is written",
        arguments: [
            (
                ["mpl"],
                "the value 'mpl' of '<recipe>' is not one of: "
                    + Recipe.all.map(\.name).joined(separator: ", ")
            ),
            ([], "nothing to train: name a recipe, or a run to --resume"),
            (
                ["--resume", "run"],
                "--out cannot be combined with --resume: it was set when the run was started"
            ),
            (
                ["mlp", "--resume", "run"],
                "a recipe cannot be combined with --resume: it was set when the run was started"
            ),
            (
                ["mlp", "--schedule", "cosin"],
                "the value 'cosin' of '--schedule' is not one of \(Schedule.forms.map(\.form).joined(separator: ", "))"
            ),
            (["mlp", "svm"], "unexpected argument 'svm'"),
            (["mlp", "--epohs", "3"], "unknown option '--epohs'; did you mean '--epochs'?"),
            (["mlp", "--frobnicate"], "unknown option '--frobnicate'"),
            (["mlp", "--epochs", "0"], "the value '0' of '--epochs' is not \(count)"),
            (["mlp", "--epochs", "-1"], "the value '-1' of '--epochs' is not \(count)"),
            (["mlp", "--epochs", "ten"], "the value 'ten' of '--epochs' is not \(count)"),
            (["mlp", "--epochs", "1.5"], "the value '1.5' of '--epochs' is not \(count)"),
            (["mlp", "--epochs"], "missing value of option '--epochs <n>'"),
            (["mlp", "--epochs", "1", "--epochs", "2"], "option '--epochs' is given more than once"),
            (["mlp", "--batch", "0"], "the value '0' of '--batch' is not \(count)"),
            (["mlp", "--threads", "0"], "the value '0' of '--threads' is not \(threads)"),
            (["mlp", "--examples", "9999999999"], "the value '9999999999' of '--examples' is not \(count)"),
            (["mlp", "--lr", "nan"], "the value 'nan' of '--lr' is not a finite number above 0"),
            (
                ["mlp", "--schedule", "step:0"],
                "the value 'step:0' of '--schedule' is not step:EPOCHS[:FACTOR], where EPOCHS must be 1 or more"
            ),
            (["mlp", "--lr", "inf"], "the value 'inf' of '--lr' is not a finite number above 0"),
            (["mlp", "--lr", "0"], "the value '0' of '--lr' is not a finite number above 0"),
            (["mlp", "--lr", "-0.1"], "the value '-0.1' of '--lr' is not a finite number above 0"),
            (
                ["mlp", "--seed", "-1"],
                "the value '-1' of '--seed' is not an integer from 0 to 18446744073709551615"
            ),
            (["mlp", "--glyphs", "runes"], "the value 'runes' of '--glyphs' is not one of: digits, letters"),
            (["mlp", "--data", ""], "the value '' of '--data' is not a path"),
            (
                ["mlp", "--data", "x", "--glyphs", "digits"],
                "--glyphs is for synthetic images and cannot be combined with --data"
            ),
            (
                ["mlp", "--data", "x", "--examples", "10"],
                "--examples is for synthetic images and cannot be combined with --data"
            ),
        ])
    func train(_ arguments: [String], _ message: String) throws {
        try withTemporaryDirectory { directory in
            expectRefusal(
                try runTool(["train", "--out", "run"] + arguments, in: directory), code: 2, message)
            #expect(try files(in: directory) == [])
        }
    }

    @Test(
        "of other commands is reported the same way",
        arguments: [
            (["train", "mlp", "--out", ""], "the value '' of '--out' is not the path of a directory"),
            (["evaluate"], "missing argument '<run>'"),
            (["evaluate", ""], "the value '' of '<run>' is not the path of a directory"),
            (["evaluate", "run", "--threads", "x"], "the value 'x' of '--threads' is not \(threads)"),
            (["evaluate", "run", "--seed", "1"], "unknown option '--seed'"),
            (["doctor", "mlp", "svm"], "unexpected argument 'svm'"),
            (
                ["bench", "mlpp"],
                "unknown workload 'mlpp'; there are "
                    + "scalar-graph, two-layer-sigmoid, mlp, autoencoder, lenet, convnet-bn, alexnet, vgg-11, "
                    + "resnet-18, text-cnn, char-lstm-512, char-lstm-128, char-lstm-128-unrolled, char-gru-256, "
                    + "transformer-char, char-rnn-sample, tanh-forward, lenet-latency"
            ),
            (["bench", "lenet", "--depth", "2"], "--depth does not apply to the workload 'lenet'"),
            (
                ["bench", "scalar-graph", "--batch", "2"],
                "--batch does not apply to the workload 'scalar-graph'"
            ),
            (["bench", "mlp", "--steps", "2", "--seconds", "1"], "--steps and --seconds cannot be combined"),
            (
                ["bench", "lenet", "--observing"],
                "--observing can be combined with --steps and --threads only"
            ),
            (["bench", "--observing", "--steps", "199"], "--observing needs at least 200 steps"),
            (["bench", "--export", "file"], "--export needs one workload that is a network"),
            (["bench", "scalar-graph", "--export", "file"], "--export needs one workload that is a network"),
            (["trian", "mlp"], "unknown subcommand 'trian'; did you mean 'train'?"),
            (["--quiet"], "unknown option '--quiet'"),
        ])
    func others(_ arguments: [String], _ message: String) throws {
        try withTemporaryDirectory { directory in
            expectRefusal(try runTool(arguments, in: directory), code: 2, message)
            #expect(try files(in: directory) == [])
        }
    }

    @Test(
        "is avoided by help that names every option",
        arguments: [
            (
                "train",
                ["data", "glyphs", "examples", "epochs", "batch", "lr", "seed", "threads", "out", "help"],
                ["softmax", "svm", "two-layer", "mlp"]
            ),
            ("evaluate", ["data", "threads", "help"], ["<run>"]),
            ("gradcheck", ["seed", "verbose", "help"], ["[<names>...]"]),
        ])
    func help(_ command: String, _ options: [String], _ words: [String]) throws {
        let help = try runTool("help", command)
        expectSuccess(help)
        for text in options.map({ "--\($0) " }) + words + ["Usage: chainrule \(command) "] {
            #expect(help.output.contains(text))
        }
        #expect(try runTool(command, "--help").output == help.output)
        #expect(try runTool("--help").output.contains("  \(command) "))
    }
}
