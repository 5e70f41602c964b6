import Configuration
import Differences
import Domain

/// Objects as files: what is on a system is told as JSON, which YAML reads as well.
enum RestFile {
  static func bytes(of form: ContentMap) -> [UInt8] {
    JSONForm.bytes(of: .map(form), isIndented: true)
  }

  static func version(of form: ContentMap) -> FileVersion {
    FileVersion(mode: .regular, content: BlobHash.id(of: bytes(of: form)))
  }

  /// The values of a file; nil where they cannot be told for certain.
  static func value(of bytes: [UInt8], at place: GitPath) -> ContentValue? {
    let name = place.text
    return ContentDifference.value(
      of: bytes, name: ContentDifference.isStructured(name) ? name : name + ".yaml")
  }
}
