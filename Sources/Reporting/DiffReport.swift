package import Domain

/// The answer of `diff`.
package struct DiffReport: Report {
  var schema = 1
  var item: String
  var target: String
  var patch: String

  /// The patch's bytes that are not UTF-8 are replaced.
  package init(binding: BindingID, patch: [UInt8]) {
    item = binding.item
    target = binding.target
    self.patch = String(decoding: patch, as: UTF8.self)
  }

  package var document: Document {
    var document = Document()
    if patch.isEmpty {
      document.line(Document.Span("nothing is queued", .good))
    } else {
      document.blocks.append(
        .verbatim(patch.hasSuffix("\n") ? String(patch.dropLast()) : patch, language: "diff"))
    }
    return document
  }
}
