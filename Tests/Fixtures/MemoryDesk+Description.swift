extension MemoryDesk {
  /// The description of the desk, as an operator would write it.
  package static let description = """
    version: 1
    name: Memory desk
    etag: true
    messages: [error]
    kinds:
      groups:
        files: groups/*.yaml
        key: name
        fields:
          name: text
          email: { type: text, default: "" }
        list: { path: /groups, items: items, page: { number: page, last: pages }, total: total,
          whole: true }
        read: { path: "/groups/{id}", body: data, id: data.id }
        create: { path: /groups, id: id }
        update: "/groups/{id}"
        delete: "/groups/{id}"
      triggers:
        files: triggers/*.yaml
        key: name
        fields:
          name: text
          priority: { type: number, default: 0 }
          tags: { type: list, elements: text, unordered: true, default: [] }
          group: { type: reference, kind: groups, as: "Group: {}" }
          token: { type: text, secret: true }
        list: { path: /triggers, items: items, page: { number: page, last: pages }, total: total }
        read: { path: "/triggers/{id}", body: data, id: data.id }
        create: { path: /triggers, id: id }
        update: { path: "/triggers/{id}", changed: true }
        delete: "/triggers/{id}"
        deactivate:
          state: active
          off: false
          turnOff: { path: "/triggers/{id}", also: { active: false } }
          turnOn: { path: "/triggers/{id}", also: { active: true } }
      macros:
        files: macros/*.yaml
        key: name
        fields: { name: text, text: { type: text, default: "" } }
        list: { path: /macros, items: items, page: { number: page, last: pages }, total: total }
        read: { path: "/macros/{id}", body: data, id: data.id }
        create: { path: /macros, id: id }
        update: "/macros/{id}"
        delete: "/macros/{id}"
        deactivate:
          unlisted: true
          turnOff: { method: POST, path: "/macros/{id}/retire" }
          turnOn: { method: POST, path: "/macros/{id}/restore" }

    """
}
