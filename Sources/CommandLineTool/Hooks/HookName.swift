/// The hooks that this tool has a script for.
enum HookName: String, CaseIterable {
  case postMerge = "post-merge"
  case postRewrite = "post-rewrite"
  case postReceive = "post-receive"

  /// The script as it stands in `hooks/`.
  var script: String {
    let bytes =
      switch self {
      case .postMerge: PackageResources.post_merge
      case .postRewrite: PackageResources.post_rewrite
      case .postReceive: PackageResources.post_receive
      }
    return String(decoding: bytes, as: UTF8.self)
  }
}
