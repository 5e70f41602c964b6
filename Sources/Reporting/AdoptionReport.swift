package import Domain
package import Syncing

/// The answer of `adopt`.
package struct AdoptionReport: Report {
  struct ObjectValue: Encodable {
    var path: String
    var change: String
    /// Lines for people: values from old to new.
    var told: [String]
    var note: Nullable<String>
  }
  struct LeftValue: Encodable {
    var path: String
    var why: String
    var remedy: Nullable<String>
  }

  var schema = 1
  var item: String
  var target: String
  var branch: String
  var commit: String
  var deployed: String
  var seenAt: String
  var objects: [ObjectValue]
  var notAdopted: [LeftValue]
  var merged: [String]
  var push: Nullable<String>
  private var into: String
  private var time: TimeText

  private enum CodingKeys: String, CodingKey {
    case schema, item, target, branch, commit, deployed, seenAt, objects, notAdopted, merged, push
  }

  package init(
    _ adoption: Adoption, commit: ObjectID, branch: String, into: String, remote: String?,
    time: TimeText
  ) {
    item = adoption.binding.item
    target = adoption.binding.target
    self.branch = branch
    self.commit = commit.hex
    deployed = adoption.deployed.hex
    seenAt = adoption.seenAt.iso8601
    objects = adoption.adopted.map {
      ObjectValue(
        path: $0.object.path.portable, change: $0.object.change.rawValue,
        told: $0.object.told, note: Nullable($0.note))
    }
    notAdopted = adoption.left.map {
      LeftValue(path: $0.path.portable, why: $0.reason, remedy: Nullable($0.remedy))
    }
    merged = adoption.merged.map(\.portable)
    push = Nullable(remote.map { "git push \($0) \(branch)" })
    self.into = into
    self.time = time
  }

  package var document: Document {
    var document = Document()
    document.heading(
      1, Document.Span("\(item)@\(target)", .code),
      Document.Span("  \(counted(objects.count, "object")) adopted", .good),
      Document.Span(" on the branch "), Document.Span(branch, .code))
    document.line(
      Document.Span("commit "), Document.Span(String(commit.prefix(10)), .code),
      Document.Span(" on top of the deployed commit "),
      Document.Span(String(deployed.prefix(10)), .code),
      Document.Span(", seen \(time.text(iso8601: seenAt))"))
    for object in objects {
      let words = DriftedObject.Change(rawValue: object.change)?.words ?? object.change
      document.heading(2, Document.Span(object.path, .code), Document.Span("  " + words))
      document.table(object.told.map { [Document.Span(""), Document.Span($0)] })
      if let note = object.note.value { document.line(Document.Span("  " + note, .faint)) }
    }
    if !notAdopted.isEmpty {
      document.line(Document.Span("not adopted:", .bad))
      document.table(
        notAdopted.map {
          [
            Document.Span($0.path, .code), Document.Span($0.why, .bad),
            Document.Span($0.remedy.value ?? ""),
          ]
        })
    }
    if !merged.isEmpty {
      document.line(Document.Span("merged already, the next apply records it:", .faint))
      document.table(merged.map { [Document.Span($0, .code)] })
    }
    if let push = push.value {
      document.line(Document.Span("Hint: ", .strong), Document.Span(push))
      document.line(
        Document.Span(
          "then open a merge request into \(into); once it is merged, the next apply records it "
            + "without writing")
      )
    } else {
      document.line(Document.Span("Hint: ", .strong), Document.Span("git merge \(branch)"))
      document.line("the next apply then records it without writing")
    }
    return document
  }
}
