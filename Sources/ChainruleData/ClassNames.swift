/// What the classes of well-known data sets are called, in the order of their labels.
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
}
