import ArgumentParsing
import Testing

@Suite("Usage errors")
struct UsageErrorTests {
    @Test(
        "a usage error is reported in one line",
        arguments: [
            ("train d -o n --epoch 3", "unknown option '--epoch'; did you mean '--epochs'?"),
            ("train d -o n --leraning-rate 3", "unknown option '--leraning-rate'"),
            ("train d -o n -epochs 3", "unknown option '-epochs'; did you mean '--epochs'?"),
            ("train d -o n --hepl", "unknown option '--hepl'"),
            ("train d -o n --hel", "unknown option '--hel'; did you mean '--help'?"),
            ("train d -o n -x", "unknown option '-x'"),
            ("train d -o n --version", "unknown option '--version'"),
            ("train d -o n --epochs", "missing value of option '--epochs <n>'"),
            (
                "train d -o n --epochs --verbose",
                "missing value of option '--epochs <n>' before '--verbose';"
                    + " write a value that begins with '-' after '='"
            ),
            (
                "train d -o n --epochs -- x",
                "missing value of option '--epochs <n>' before '--';"
                    + " write a value that begins with '-' after '='"
            ),
            ("train d -o n --epochs ten", "the value 'ten' of '--epochs' is not an integer"),
            ("train d -o n -e 1.5", "the value '1.5' of '--epochs' is not an integer"),
            ("train d -o n -e=", "the value '' of '--epochs' is not an integer"),
            (
                "train d -o n --seed -1",
                "the value '-1' of '--seed' is not an integer from 0 to 18446744073709551615"
            ),
            ("train d -o n --lr fast", "the value 'fast' of '--lr' is not a finite number"),
            ("train d -o n --lr nan", "the value 'nan' of '--lr' is not a finite number"),
            ("train d -o n --lr 1e999", "the value '1e999' of '--lr' is not a finite number"),
            ("train d -o n --clip-norm -inf", "the value '-inf' of '--clip-norm' is not a finite number"),
            ("train d -o n --shuffle yes", "the value 'yes' of '--shuffle' is not one of: true, false"),
            ("train d -o n --optimizer Adam", "the value 'Adam' of '--optimizer' is not one of: sgd, adam"),
            ("train d -o n --epochs 1 -e 2", "option '-e' is given more than once"),
            ("train d -o n -v -v", "option '-v' is given more than once"),
            ("train d -o n --verbose=yes", "option '--verbose' takes no value, got 'yes'"),
            ("train -o n", "missing argument '<data>'"),
            ("train d", "missing option '--output <output>'"),
            ("show-model shapes", "missing argument '<files>'"),
            ("fail code x", "unexpected argument 'x'"),
            ("trai", "unknown subcommand 'trai'; did you mean 'train'?"),
            ("walk", "unknown subcommand 'walk'"),
            ("help trane", "unknown subcommand 'trane'; did you mean 'train'?"),
            ("help train x", "unknown subcommand 'x'"),
            ("show-model shape", "unknown subcommand 'shape'; did you mean 'shapes'?"),
            ("--versio", "unknown option '--versio'; did you mean '--version'?"),
            ("show-model --version", "unknown option '--version'"),
            ("train d -o n --epochs 0", "--epochs must not be zero"),
        ])
    func message(words: String, message: String) {
        #expect(throws: ValidationError(message)) {
            try Tool.parseAsRoot(words.split(separator: " ").map(String.init))
        }
    }
}
