import ChainruleData
import Testing

@Suite("Words of a text") struct WordTokenizerTests {
    @Test(
        "are runs of letters and digits in lower case; what is neither is a token of its own",
        arguments: [
            ("A good film.", ["a", "good", "film", "."]),
            ("it's isn't ROCK'N'ROLL", ["it", "'s", "isn", "'t", "rock", "'n", "'roll"]),
            ("the actors' names 'quoted'", ["the", "actors", "'", "names", "'", "quoted", "'"]),
            ("far-fetched, 10/10 !!", ["far", "-", "fetched", ",", "10", "/", "10", "!", "!"]),
            ("Größe ÉTÉ naïve été", ["größe", "été", "naïve", "été"]),
            ("don’t “stop”", ["don", "'t", "“", "stop", "”"]),
            ("映画 x²", ["映画", "x²"]),
            ("tabs\tand\r\nlines\u{A0}too", ["tabs", "and", "lines", "too"]),
            (" \t\n", []), ("", []),
        ])
    func tokens(_ text: String, _ expected: [String]) {
        #expect(WordTokenizer.tokens(of: text) == expected)
    }
}
