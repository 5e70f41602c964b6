#!/usr/bin/env python3
"""A target of deploysync in one file: the objects of a small system, kept in one JSON file.

It is complete and a place to start from: replace the class `System` by calls to your own system, and
leave the rest as it is. The protocol is described in docs/command-targets.md.

    targets:
      pager:
        kind: command
        command: [/usr/local/bin/object-store.py, /var/lib/pager/objects.json]

Every object has an ID of the system's own, a place (its path in the repository), a state and a
content. The program finds an object by its ID, and by its place where nobody knows an ID.
"""

import base64
import fcntl
import hashlib
import json
import os
import sys
import tempfile


class Changed(Exception):
    """The object is not what the writer expects."""


class System:
    """A JSON file of objects by their IDs, locked while it is changed and replaced as a whole."""

    def __init__(self, path):
        self.path = path

    def load(self):
        try:
            with open(self.path, encoding="utf-8") as file:
                return json.load(file)
        except FileNotFoundError:
            return {"next": 1, "objects": {}}

    def save(self, data):
        folder = os.path.dirname(self.path) or "."
        descriptor, name = tempfile.mkstemp(dir=folder)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(data, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, self.path)

    def find(self, data, place, active, remote_id):
        """The ID of the object at a place; None where there is none."""
        known = data["objects"].get(remote_id)
        if known and known["place"] == place and known["active"] == active:
            return remote_id
        for number, found in data["objects"].items():
            if found["place"] == place and found["active"] == active:
                return number
        return None

    def read(self, place, active, remote_id):
        """An object with its ID; None where there is none."""
        data = self.load()
        number = self.find(data, place, active, remote_id)
        return (number, data["objects"][number]) if number else None

    def write(self, request):
        """Makes one change if the object is what the request expects, and returns its ID."""
        with open(self.path + ".lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            data = self.load()
            action = request["action"]
            place, active = request["place"], request["active"]
            source = request.get("from", place), request.get("fromActive", active)
            number = self.find(data, *source, request.get("remoteID"))
            found = data["objects"].get(number)
            if (blob(found) if found else None) != request.get("expectedBlob"):
                raise Changed(f"{source[0]} is another one by now")
            if action == "move" and self.find(data, place, active, None):
                raise Changed(f"{place} is there already")
            if action == "delete":
                del data["objects"][number]
            else:
                if action == "create":
                    number = str(data["next"])
                    data["next"] += 1
                data["objects"][number] = {
                    "place": place,
                    "active": active,
                    "base64": request["base64"],
                }
            self.save(data)
            return number


def blob(found):
    """The ID that git gives the content (git hash-object)."""
    content = base64.b64decode(found["base64"])
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def describe(system, request):
    # What stands in DEPLOYSYNC_USER and DEPLOYSYNC_SECRET would be tried here, so that a wrong
    # credential is told before anything is planned.
    return {
        "protocol": 1,
        "delete": True,
        "move": True,
        "deactivate": True,
        "readsAtOnce": 100,
    }


def read(system, request):
    answers = []
    for asked in request["objects"]:
        answer = {"place": asked["place"], "active": asked["active"]}
        found = system.read(asked["place"], asked["active"], asked.get("remoteID"))
        if found:
            number, thing = found
            answer |= {"state": "present", "remoteID": number, "base64": thing["base64"]}
        else:
            answer["state"] = "absent"
        answers.append(answer)
    return {"objects": answers}


def write(system, request):
    try:
        return {"result": "done", "remoteID": system.write(request)}
    except Changed as error:
        return {"result": "changed", "reason": str(error)}
    except OSError as error:
        return {"result": "failed", "reason": str(error)}


def main():
    system = System(sys.argv[1])
    requests = {"describe": describe, "read": read, "write": write}
    # A line is one request; the end of the input is the end of the work.
    for line in sys.stdin:
        request = json.loads(line)
        if request["request"] == "cancel":
            return
        try:
            answer = requests[request["request"]](system, request)
        except KeyError as error:
            answer = {"error": f"the request has no {error}"}
        except (OSError, ValueError) as error:
            answer = {"error": str(error)}
        print(json.dumps({"id": request["id"]} | answer), flush=True)


if __name__ == "__main__":
    main()
