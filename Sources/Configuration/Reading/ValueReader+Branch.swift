import Domain

extension ValueReader {
  /// A branch of another repository as a target.
  mutating func branch(_ name: String, _ fields: Fields) -> TargetsFile.Target? {
    if !References.isValid(name) {
      error(
        "the target name \(name.inCode) cannot be a part of a ref of git's, as that of a `git` must",
        at: fields.owner)
    }
    let location = location(of: name, fields)
    let branch = required("branch", fields, of: name).flatMap { targetBranch($0) }
    let folder =
      fields["folder"].map {
        folderInside($0, expected: "a folder of the branch, such as `config`")
      } ?? .root
    let author = fields["author"].map { self.author($0) }
    let inactive = fields["inactive"].map { self.inactive($0) }
    let secrets = fields["secrets"].map { self.secrets($0) } ?? []
    let key = fields["key"].map { text($0, expected: "a key of the files, such as `title`") }
    let comparison = fields["compare"].map { word($0, of: .comparison) }
    guard let location, let branch, let folder, let secrets, !hasErrors else { return nil }
    let kind = TargetsFile.Branch(
      location: location, branch: branch, folder: folder,
      authorName: author.flatMap(\.self)?.name, authorEmail: author.flatMap(\.self)?.email)
    return TargetsFile.Target(
      name: name, kind: .git(kind), inactive: inactive.flatMap(\.self), key: key.flatMap(\.self),
      comparison: comparison.flatMap(\.self).flatMap(TargetsFile.Comparison.init) ?? .bytes,
      secrets: secrets)
  }

  private mutating func location(of name: String, _ fields: Fields) -> String? {
    switch (fields["url"], fields["path"]) {
    case (let url?, nil): return location(url)
    case (nil, let path?): return folder(path)
    case (nil, nil):
      error("expected `url` or `path` in the target \(name.inCode)", at: fields.owner)
    case (_?, _?):
      error(
        "expected either `url` or `path` in the target \(name.inCode), found both",
        at: fields.owner)
    }
    return nil
  }

  /// A branch that deploysync may write: one of its own is no target.
  private mutating func targetBranch(_ value: YAMLValue) -> String? {
    guard let name = branch(value) else { return nil }
    let own = References.ledgerPrefix.dropFirst("refs/heads/".count)
    guard !name.hasPrefix(own) else {
      mismatch(value, expected: "a branch that is not below \(String(own).inCode)")
      return nil
    }
    return name
  }

  private mutating func author(_ value: YAMLValue) -> (name: String?, email: String?)? {
    let expected = "a mapping such as `{ name: Deployments, email: ops@example.com }`"
    guard let fields = fields(value, of: .author, expected: expected, owner: value.position)
    else { return nil }
    let email = fields["email"].map { address($0) }
    let name = fields["name"].map { value -> String? in
      let expected = "a name such as `Deployments`"
      guard let name = text(value, expected: expected) else { return nil }
      // What git drops from a name alone would leave none.
      guard name.contains(where: { $0.isLetter || $0.isNumber }),
        !name.contains(where: { "<>".contains($0) })
      else {
        mismatch(value, expected: expected)
        return nil
      }
      return name
    }
    return (name.flatMap(\.self), email.flatMap(\.self))
  }
}
