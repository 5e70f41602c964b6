import Domain
package import Syncing

/// The answer of `baseline`.
package struct BaselineReport: Report {
  struct Difference: Encodable {
    var path: String
    var why: String
  }
  struct BindingValue: Encodable {
    var item: String
    var target: String
    var commit: String
    var recorded: Int
    var proven: Bool
    var differences: [Difference]
    var inferred: Nearness?
    /// Of each repository, where there are several.
    var repositories: [Part]?
  }
  struct Nearness: Encodable {
    var different: Int
    var total: Int
  }
  struct Part: Encodable {
    var repository: String
    var commit: String
    var inferred: Nearness?
  }

  var schema = 1
  var run: String
  var bindings: [BindingValue]

  package init(run: String, _ results: [BaselineRun.Result], isProven: Bool) {
    self.run = run
    bindings = results.map { result in
      BindingValue(
        item: result.binding.item, target: result.binding.target, commit: result.commit.hex,
        recorded: result.recorded, proven: isProven,
        differences: result.differences.map {
          Difference(path: $0.path.portable, why: $0.clause)
        },
        inferred: result.nearness.map { Nearness(different: $0.different, total: $0.total) },
        repositories: Self.parts(of: result))
    }
  }

  private static func parts(of result: BaselineRun.Result) -> [Part]? {
    guard result.commits.count > 1 else { return nil }
    return result.commits.sorted { $0.key < $1.key }.map { name, commit in
      let near = result.parts.first { $0.repository == name }?.nearness
      return Part(
        repository: name, commit: commit.hex,
        inferred: near.map { Nearness(different: $0.different, total: $0.total) })
    }
  }

  private func add(_ nearness: Nearness, of commit: String, to document: inout Document) {
    document.line(
      Document.Span("the target is nearest to \(commit): "),
      nearness.different == 0
        ? Document.Span("nothing differs in \(counted(nearness.total, "object"))", .good)
        : Document.Span(
          "equal but for \(nearness.different) of \(counted(nearness.total, "object"))", .warning))
  }

  package var document: Document {
    var document = Document()
    for binding in bindings {
      let objects = counted(binding.recorded, "object")
      let how = binding.proven ? "read and equal" : "not proven: the target was not asked"
      document.heading(
        1, Document.Span("\(binding.item)@\(binding.target)", .code),
        Document.Span("  at \(binding.commit.prefix(10)), \(objects) recorded (\(how))"))
      let parts = binding.repositories ?? []
      if let nearness = binding.inferred, parts.isEmpty {
        add(nearness, of: String(binding.commit.prefix(10)), to: &document)
      }
      for part in parts {
        let name = "\(part.repository) \(part.commit.prefix(10))"
        if let nearness = part.inferred {
          add(nearness, of: name, to: &document)
        } else {
          document.line("at ", Document.Span(name, .code))
        }
      }
      document.table(
        binding.differences.map {
          ["", Document.Span(ShownPath.text($0.path), .code), Document.Span($0.why, .warning)]
        })
      if !binding.differences.isEmpty {
        document.line("what differs is not recorded: a run will create it or call it drift")
      }
    }
    return document
  }
}
