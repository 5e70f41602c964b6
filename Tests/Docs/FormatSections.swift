import Foundation

/// The sections of `docs/file-formats.md`, by their headings.
struct FormatSections {
  private var texts: [String: String] = [:]

  init() throws {
    let text = try String(
      contentsOfFile: "\(DocumentSession.root)/docs/file-formats.md", encoding: .utf8)
    var heading = ""
    for line in text.split(separator: "\n") {
      if line.hasPrefix("## ") || line.hasPrefix("### ") {
        heading = String(line.drop { $0 == "#" || $0 == " " }).replacing("`", with: "")
      }
      texts[heading, default: ""] += line + "\n"
    }
  }

  /// Every word between backticks in some sections.
  func words(in headings: [String]) -> Set<String> {
    Set(
      headings.flatMap { heading in
        (texts[heading] ?? "").matches(of: /`([A-Za-z]+)`/).map { String($0.output.1) }
      })
  }

  /// The keys that the tables of a section have a row for.
  func rows(in heading: String) -> Set<String> {
    var keys: Set<String> = []
    for line in (texts[heading] ?? "").split(separator: "\n") where line.hasPrefix("| `") {
      let cell = line.dropFirst().prefix { $0 != "|" }
      keys.formUnion(cell.matches(of: /`([A-Za-z]+)`/).map { String($0.output.1) })
    }
    return keys
  }
}

/// The keys of a JSON text, but for those that are data: commits, names of repositories and paths.
func keys(ofJSON text: String) throws -> Set<String> {
  func keys(_ value: Any) -> Set<String> {
    if let list = value as? [Any] { return list.reduce(into: []) { $0.formUnion(keys($1)) } }
    guard let object = value as? [String: Any] else { return [] }
    var found = Set(object.keys)
    for (key, value) in object {
      let maps = ["commits", "remoteIDs", "places", "entryRepositories", "old", "new"]
      if maps.contains(key), value is [String: Any] { continue }
      found.formUnion(keys(value))
    }
    return found
  }
  return keys(try JSONSerialization.jsonObject(with: Data(text.utf8)))
}
