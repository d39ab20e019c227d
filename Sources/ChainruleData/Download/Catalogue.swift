extension PublishedDataset {
    /// The data sets that are known by name.
    public static let catalogue = [mnist, fashionMNIST, cifar10, tinyShakespeare, iris]

    /// Handwritten digits in four IDX files, 11.6 MB.
    public static let mnist = PublishedDataset(
        name: "mnist",
        origin: "70000 handwritten digits of 28 × 28; Y. LeCun, C. Cortes and C. Burges; CC BY-SA 3.0",
        sources: [
            "https://ossci-datasets.s3.amazonaws.com/mnist",
            "https://storage.googleapis.com/cvdf-datasets/mnist",
        ],
        files: [
            PublishedFile(
                "train-images-idx3-ubyte.gz", byteCount: 9_912_422,
                sha256: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
            PublishedFile(
                "train-labels-idx1-ubyte.gz", byteCount: 28_881,
                sha256: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
            PublishedFile(
                "t10k-images-idx3-ubyte.gz", byteCount: 1_648_877,
                sha256: "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
            PublishedFile(
                "t10k-labels-idx1-ubyte.gz", byteCount: 4542,
                sha256: "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
        ])

    /// Articles of clothing in four IDX files, 30.9 MB.
    public static let fashionMNIST = PublishedDataset(
        name: "fashion-mnist",
        origin: "70000 articles of clothing of 28 × 28; Zalando SE; MIT license",
        sources: [
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion",
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
        ],
        files: [
            PublishedFile(
                "train-images-idx3-ubyte.gz", byteCount: 26_421_880,
                sha256: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
            PublishedFile(
                "train-labels-idx1-ubyte.gz", byteCount: 29_515,
                sha256: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
            PublishedFile(
                "t10k-images-idx3-ubyte.gz", byteCount: 4_422_102,
                sha256: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
            PublishedFile(
                "t10k-labels-idx1-ubyte.gz", byteCount: 5148,
                sha256: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
        ])

    /// Photographs of ten kinds in the binary version, an archive of 170 MB.
    public static let cifar10 = PublishedDataset(
        name: "cifar-10",
        origin: "60000 photographs of 32 × 32; A. Krizhevsky 2009; no license stated, to be cited",
        sources: [
            "https://www.cs.toronto.edu/~kriz",
            "https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10",
        ],
        files: [
            PublishedFile(
                "cifar-10-binary.tar.gz", byteCount: 170_052_171,
                sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd")
        ],
        archive: Archive(
            folder: "cifar-10-batches-bin",
            members: [
                ("data_batch_1.bin", "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
                ("data_batch_2.bin", "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
                ("data_batch_3.bin", "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
                ("data_batch_4.bin", "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
                ("data_batch_5.bin", "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
                ("test_batch.bin", "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"),
            ].map { PublishedFile($0.0, byteCount: 30_730_000, sha256: $0.1) }))

    /// Lines from Shakespeare's plays, one text of 1.1 MB.
    public static let tinyShakespeare = PublishedDataset(
        name: "tinyshakespeare",
        origin: "40000 lines of Shakespeare; chosen by A. Karpathy; public domain",
        sources: ["https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare"],
        files: [
            PublishedFile(
                "input.txt", byteCount: 1_115_394,
                sha256: "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed")
        ])

    /// Measures of flowers, a table of 5 kB without a header.
    public static let iris = PublishedDataset(
        name: "iris",
        origin: "150 flowers of three kinds, four measures each; R. A. Fisher 1936, by UCI; CC BY 4.0",
        sources: ["https://archive.ics.uci.edu/ml/machine-learning-databases/iris"],
        files: [
            PublishedFile(
                "iris.data", byteCount: 4551,
                sha256: "6f608b71a7317216319b4d27b4d9bc84e6abd734eda7872b71a458569e2656c0")
        ])
}
