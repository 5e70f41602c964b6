import ArgumentParser

/// Why somebody does something, as it stays in the ledger: not empty.
struct ReasonText: ExpressibleByArgument {
  var text: String

  init?(argument: String) {
    guard argument.contains(where: { !$0.isWhitespace }) else { return nil }
    text = argument
  }
}
