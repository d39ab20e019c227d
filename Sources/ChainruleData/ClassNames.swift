/// The class names of well-known data sets, in the order of the labels.
public enum ClassNames {
    /// "0" to "9".
    public static let digits = (0...9).map(String.init)

    /// "A" to "Z".
    public static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".map(String.init)

    /// The articles of Fashion-MNIST (Xiao, Rasul and Vollgraf 2017).
    public static let fashion = [
        "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
        "Ankle boot",
    ]

    /// The classes of CIFAR-10 (Krizhevsky 2009).
    public static let cifar10 = [
        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
    ]

    /// The classes of CIFAR-100 (Krizhevsky 2009).
    public static let cifar100 = names(
        """
        apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel \
        can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur \
        dolphin elephant flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion \
        lizard lobster man maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree \
        pear pickup_truck pine_tree plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea \
        seal shark shrew skunk skyscraper snail snake spider squirrel streetcar sunflower sweet_pepper table \
        tank telephone television tiger tractor train trout tulip turtle wardrobe whale willow_tree wolf woman \
        worm
        """)

    /// The groups that the classes of CIFAR-100 belong to.
    public static let cifar100Groups = names(
        """
        aquatic_mammals fish flowers food_containers fruit_and_vegetables household_electrical_devices \
        household_furniture insects large_carnivores large_man-made_outdoor_things \
        large_natural_outdoor_scenes large_omnivores_and_herbivores medium_mammals non-insect_invertebrates \
        people reptiles small_mammals trees vehicles_1 vehicles_2
        """)

    private static func names(_ list: String) -> [String] { list.split(separator: " ").map(String.init) }
}
