/// The version of this library and of what it writes into runs.
public let version = "0.1.0"
