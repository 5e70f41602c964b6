import Domain
package import Syncing

/// The answer of `explain`.
package struct ExplainReport: Report {
  struct EntryValue: Encodable {
    var commit: String
    var mergeRequest: Nullable<String>
    var title: String
    var committedAt: String
  }
  struct PlaceValue: Encodable {
    var item: String
    var target: String
    var state: String
    var why: String
    var next: Nullable<String>
    var run: Nullable<String>
    var date: Nullable<String>
  }

  var schema = 1
  var commit: String
  var answer: String
  var merged: Bool
  var entry: Nullable<EntryValue>
  var branches: [String]
  var bindings: [PlaceValue]
  private var explanation: Explanation
  private var time: TimeText

  private enum CodingKeys: String, CodingKey {
    case schema, commit, answer, merged, entry, branches, bindings
  }

  package init(_ explanation: Explanation, time: TimeText) {
    self.explanation = explanation
    self.time = time
    commit = explanation.commit.hex
    merged = explanation.entry != nil
    branches = explanation.branches
    entry = Nullable(
      explanation.entry.map {
        EntryValue(
          commit: $0.commit.hex, mergeRequest: Nullable($0.mergeRequest), title: $0.title,
          committedAt: $0.committedAt.iso8601)
      })
    bindings = explanation.places.map {
      PlaceValue(
        item: $0.binding.item, target: $0.binding.target, state: $0.state.rawValue, why: $0.why,
        next: Nullable($0.next), run: Nullable($0.run), date: Nullable($0.date?.iso8601))
    }
    answer = Self.answer(explanation)
  }

  /// The one line that a support agent reads.
  private static func answer(_ explanation: Explanation) -> String {
    guard let entry = explanation.entry else {
      let branches = explanation.branches
      let place =
        branches.isEmpty ? "no branch here has it" : "it is on \(branches.joined(separator: ", "))"
      return "\(explanation.commit.short) is not merged: \(place)"
    }
    let name = entry.mergeRequest ?? entry.commit.short
    let places = explanation.places
    guard !places.isEmpty else {
      let paths = explanation.paths.prefix(5).map(\.quoted).joined(separator: ", ")
      let more = explanation.paths.count > 5 ? " and \(explanation.paths.count - 5) more" : ""
      let broken = explanation.brokenItems
      let item =
        broken.isEmpty
        ? "no item"
        : "no item whose definition is valid (\(broken.joined(separator: ", ")) cannot be looked at)"
      return "\(name) touches \(item)\(paths.isEmpty ? "" : ": it changes \(paths)\(more)")"
    }
    let waiting = places.filter { ![.live, .carried].contains($0.state) }
    guard let first = waiting.first else {
      return places.count == 1
        ? "\(name) is live on \(places[0].binding)"
        : "\(name) is live on all \(places.count) bindings that it touches"
    }
    let others =
      waiting.count > 1
      ? " (and \(counted(waiting.count - 1, "more binding", "more bindings")))" : ""
    if first.state == .leftBehind { return "\(name) on \(first.binding)\(others): \(first.why)" }
    return "\(name) is not live on \(first.binding)\(others): \(first.why)"
  }

  package var document: Document {
    var document = Document()
    document.heading(1, Document.Span(time.sentence(answer), .strong))
    if let entry = explanation.entry {
      document.line(
        Document.Span(entry.commit.short, .code),
        Document.Span(" merged on \(time.text(entry.committedAt)): \(entry.title)", .faint))
      if explanation.isInside {
        document.line(
          Document.Span(
            "\(explanation.commit.short) came in with it: \(explanation.subject)", .faint))
      }
    } else {
      document.line(Document.Span(explanation.subject, .faint))
    }
    document.table(explanation.places.map(row))
    for place in explanation.places {
      if let next = place.next {
        document.line(
          Document.Span("Next for \(place.binding): ", .strong), Document.Span(next, .code))
      }
    }
    return document
  }

  private func words(_ state: Explanation.State) -> String {
    state == .leftBehind ? "left behind" : state.rawValue
  }

  private func row(_ place: Explanation.Place) -> [Document.Span] {
    let style: Document.Span.Style =
      switch place.state {
      case .live, .carried: .good
      case .queued, .due, .frozen, .superseded, .leftBehind: .warning
      case .cancelled, .unknown: .faint
      case .held, .missed, .undone, .locked, .refused: .bad
      }
    return [
      Document.Span(place.binding.description, .code), Document.Span(words(place.state), style),
      Document.Span(time.sentence(place.why)),
    ]
  }
}
