import Domain

/// Which contents objects may have on a target that is a file tree.
enum ContentRules {
  /// How a Git LFS pointer starts (git-lfs, docs/spec.md).
  private static let pointerStart = Array("version https://git-lfs.github.com/spec/v1".utf8)
  /// A pointer is shorter than this (git-lfs, docs/spec.md).
  private static let pointerLimitBytes = 1024
  /// The longest target of a symbolic link, PATH_MAX of limits.h without its NUL.
  private static let linkLimitBytes = 4095

  /// Why the object must not be written, a full clause; nil where it may. Throws what reading its
  /// content throws.
  ///
  /// - Parameter path: Where it is on the target, if that is not the object's own path.
  static func refusal(of object: DesiredObject, at path: GitPath? = nil) throws -> String? {
    switch object.version.mode {
    case .folder: "it is a folder, and only files are objects"
    case .submodule: "it is a submodule, whose files are in another repository"
    case .symbolicLink: refusal(ofLink: path ?? object.path, to: try object.content())
    case .regular, .executable:
      try isPointer(object)
        ? "it is a Git LFS pointer, and not the file that it stands for" : nil
    }
  }

  /// Why a symbolic link at the path must not have this target; nil where it may.
  ///
  /// `..` may stand only at the beginning: behind a name that is itself a link it would lead
  /// somewhere else than the text says.
  static func refusal(ofLink path: GitPath, to target: [UInt8]) -> String? {
    if target.isEmpty { return "it is a symbolic link without a target" }
    if target.contains(0) { return "it is a symbolic link whose target has a NUL" }
    if target.count > linkLimitBytes {
      return "it is a symbolic link whose target is longer than \(linkLimitBytes) bytes"
    }
    let shown = GitPath(bytes: target)
    if target.first == UInt8(ascii: "/") {
      return "it is a symbolic link to the absolute path \(shown)"
    }
    var depth = path.components.count - 1
    var isInside = false
    for component in target.split(separator: UInt8(ascii: "/")) {
      if component.elementsEqual(".".utf8) { continue }
      guard component.elementsEqual("..".utf8) else {
        isInside = true
        continue
      }
      if isInside { return "it is a symbolic link to \(shown), which has `..` behind a name" }
      depth -= 1
      if depth < 0 { return "it is a symbolic link to \(shown), which is outside of the target" }
    }
    return nil
  }

  private static func isPointer(_ object: DesiredObject) throws -> Bool {
    // Most files are too long to be one, and need not be read for it.
    if let size = try object.size?(), size >= pointerLimitBytes { return false }
    let content = try object.content()
    return content.count < pointerLimitBytes && content.starts(with: pointerStart)
  }
}
