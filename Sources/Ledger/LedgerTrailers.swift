/// The trailers of a ledger commit's message: the lines `NAME: VALUE` of its last paragraph
/// (git-interpret-trailers(1)).
struct LedgerTrailers {
  /// The runs that the commit says it is a step of; a commit of a ledger names one.
  let runs: [String]

  init(_ message: String) {
    let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
    let text = lines.reversed().drop(while: \.isEmpty)
    let paragraph = text.prefix { !$0.isEmpty }.reversed()
    // The subject is a paragraph too, and never one of trailers.
    guard text.count > paragraph.count else {
      runs = []
      return
    }
    runs = paragraph.compactMap { line in
      line.hasPrefix("Deploysync-Run: ") ? String(line.dropFirst(16)) : nil
    }
  }
}
