"""A git server for tests that does what it is told to do wrong.

    faulty-server.py http ROOT STATE [PORT]   serves the repositories below ROOT on the loopback
                                              interface and writes its port to `port`
    faulty-server.py ssh STATE                the forced command of an sshd

STATE is a folder. `faults.json` is a list of faults; each is used once, by the first request that
fits it, after `skip` others that fit: { "at": "greet-push" | "ask" | "fetch" | "push", "kind": …,
"share": 0 to 1, "seconds": N, "gone": true, "command": […] }. With `gone` the server answers nobody
any more once the request is dealt with, until the file `gone` is removed. `password` holds
`USER:PASSWORD` where http asks for one; with `keep-alive` its connections are used again. `log` gets
a line for each request.
"""

import base64
import fcntl
import gzip
import http.server
import json
import os
import socket
import socketserver
import struct
import subprocess
import sys
import threading
import time


class State:
    def __init__(self, folder):
        self.folder = folder

    def path(self, name):
        return os.path.join(self.folder, name)

    @property
    def gone(self):
        return os.path.exists(self.path("gone"))

    def leave(self, fault):
        if fault.get("gone"):
            open(self.path("gone"), "w").close()

    def log(self, *words):
        with open(self.path("log"), "a") as file:
            file.write(" ".join(map(str, words)) + "\n")

    def take(self, stage):
        """The fault that this request is to have; an empty one for none."""
        with open(self.path("lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            try:
                with open(self.path("faults.json")) as file:
                    faults = json.load(file)
            except FileNotFoundError:
                return {}
            taken = {}
            for fault in faults:
                if fault["at"] != stage:
                    continue
                if fault.get("skip", 0) > 0:
                    fault["skip"] -= 1
                    break
                taken = fault
                fault["times"] = fault.get("times", 1) - 1
                if fault["times"] <= 0:
                    faults.remove(fault)
                break
            with open(self.path("faults.json.new"), "w") as file:
                json.dump(faults, file)
            os.rename(self.path("faults.json.new"), self.path("faults.json"))
            if "command" in taken:
                subprocess.run(taken["command"], stdin=subprocess.DEVNULL, check=False)
            return taken


def slowly(write, data, seconds):
    """Writes it in forty pieces."""
    size = max(1, len(data) // 40)
    pieces = [data[i : i + size] for i in range(0, len(data), size)]
    for piece in pieces:
        write(piece)
        time.sleep(seconds / max(1, len(pieces)))


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60

    def log_message(self, *_):
        pass

    def cut(self):
        """Resets the connection."""
        self.close_connection = True
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def body(self, share):
        length = int(self.headers.get("Content-Length", 0))
        if self.headers.get("Transfer-Encoding") == "chunked":
            data = b""
            while size := int(self.rfile.readline().strip(), 16):
                data += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return data
        return self.rfile.read(length if share is None else int(length * share))

    def stage(self, data):
        if self.command == "GET":
            return "greet-push" if "receive-pack" in self.path else "greet-fetch"
        if self.path.endswith("/git-receive-pack"):
            return "push"
        if self.headers.get("Content-Encoding") == "gzip":
            data = gzip.decompress(data)
        return "fetch" if b"command=fetch" in data else "ask"

    def do(self):
        state = self.server.state
        if state.gone:
            return self.cut()
        wanted = state.path("password")
        if os.path.exists(wanted):
            with open(wanted) as file:
                known = "Basic " + base64.b64encode(file.read().encode()).decode()
            if self.headers.get("Authorization") != known:
                self.body(None)
                state.log("refused")
                return self.answer(401, [("WWW-Authenticate", 'Basic realm="git"')], b"")
        is_push = self.command == "POST" and self.path.endswith("/git-receive-pack")
        fault = state.take("push") if is_push else None
        kind = fault.get("kind") if fault else None
        data = self.body(fault["share"] if kind == "cut-request" else None)
        if fault is None:
            fault = state.take(self.stage(data))
            kind = fault.get("kind")
        stage = "push" if is_push else self.stage(data)
        state.log(stage, kind or "-")
        if kind == "hang":
            time.sleep(fault["seconds"])
            return self.cut()
        if kind == "status":
            return self.answer(int(fault["code"]), [], b"no\n")
        status, headers, answer = self.run(data)
        state.leave(fault)
        if kind in ("cut-request", "drop-answer"):
            return self.cut()
        if kind == "cut-answer":
            self.head(status, headers, len(answer))
            self.wfile.write(answer[: int(len(answer) * fault["share"])])
            return self.cut()
        seconds = fault["seconds"] if kind == "slow" else 0
        self.answer(status, headers, answer, seconds)

    do_GET = do_POST = do

    def run(self, data):
        path, _, query = self.path.partition("?")
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": self.server.state.folder,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_PROJECT_ROOT": self.server.root,
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            # Of what came: git http-backend waits for ever for what does not.
            "CONTENT_LENGTH": str(len(data)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REMOTE_ADDR": "127.0.0.1",
            "REMOTE_USER": "tester",
        }
        done = subprocess.run(
            ["git", "http-backend"], input=data, env=environment, capture_output=True, check=False
        )
        head, _, answer = done.stdout.partition(b"\r\n\r\n")
        headers = []
        for line in head.decode().split("\r\n"):
            name, found, value = line.partition(": ")
            if found:
                headers.append((name, value))
        status = [value for name, value in headers if name == "Status"]
        code = int(status[0].split()[0]) if status else 200 if head else 500
        return code, [pair for pair in headers if pair[0] != "Status"], answer

    def head(self, status, headers, length):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        if not os.path.exists(self.server.state.path("keep-alive")):
            # On a connection that was used before, git asks again by itself when it breaks.
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()

    def answer(self, status, headers, answer, seconds=0):
        self.head(status, headers, len(answer))
        try:
            slowly(self.wfile.write, answer, seconds) if seconds else self.wfile.write(answer)
        except OSError:
            self.close_connection = True


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_):
        pass


def serve_http(root, folder, port):
    with Server(("127.0.0.1", port), Handler) as server:
        server.root, server.state = root, State(folder)
        with open(server.state.path("port.new"), "w") as file:
            file.write(str(server.server_address[1]))
        os.rename(server.state.path("port.new"), server.state.path("port"))
        server.serve_forever()


class Pipe:
    """One git-upload-pack or git-receive-pack between the two ends of an ssh channel."""

    def __init__(self, state, words):
        self.state = state
        self.is_push = "receive-pack" in words[0]
        self.fault = {}
        self.kind = None
        self.held = threading.Event()
        environment = {
            "PATH": os.environ["PATH"], "HOME": state.folder, "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_PROTOCOL": os.environ.get("GIT_PROTOCOL", ""),
        }
        self.process = subprocess.Popen(
            ["git", words[0].removeprefix("git-"), words[1]], env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )

    def end(self):
        os._exit(1)

    def choose(self, stage):
        self.fault = self.state.take(stage)
        self.kind = self.fault.get("kind")
        self.state.log(stage, self.kind or "-")
        if self.kind == "hang":
            time.sleep(self.fault["seconds"])
            self.end()

    def upwards(self):
        """From the client; ends the whole where the request is to be cut."""
        count, is_first = 0, True
        while data := os.read(0, 65536):
            if self.is_push and is_first:
                self.choose("push")
                # The answer comes whole or not at all.
                self.held.set()
            elif b"command=fetch" in data:
                self.choose("fetch")
                self.limit = int(self.fault.get("share", 0) * 300)
            elif b"command=ls-refs" in data:
                self.choose("ask")
                self.limit = int(self.fault.get("share", 0) * 60)
            is_first = False
            if self.kind == "cut-request":
                data = data[: int(self.fault["share"] * 400) - count]
            count += len(data)
            try:
                os.write(self.process.stdin.fileno(), data)
            except OSError:
                break
            if self.kind == "cut-request" and count >= int(self.fault["share"] * 400):
                self.process.stdin.close()
                self.process.wait()
                self.state.leave(self.fault)
                self.end()
        self.process.stdin.close()

    def downwards(self):
        """To the client."""
        held = b""
        while data := os.read(self.process.stdout.fileno(), 65536):
            if self.is_push and self.held.is_set():
                held += data
            elif not self.is_push and self.kind in ("cut-answer", "drop-answer"):
                os.write(1, data[: self.limit])
                self.limit -= len(data)
                if self.limit <= 0:
                    self.state.leave(self.fault)
                    self.end()
            elif self.kind == "slow":
                slowly(lambda piece: os.write(1, piece), data, self.fault["seconds"])
            else:
                os.write(1, data)
        status = self.process.wait()
        self.state.leave(self.fault)
        if self.kind == "drop-answer":
            self.end()
        if self.kind == "cut-answer":
            os.write(1, held[: int(len(held) * self.fault["share"])])
            self.end()
        if self.kind == "slow":
            slowly(lambda piece: os.write(1, piece), held, self.fault["seconds"])
        elif held:
            os.write(1, held)
        os._exit(status)


def serve_ssh(folder):
    import shlex

    state = State(folder)
    if state.gone:
        os._exit(255)
    words = shlex.split(os.environ["SSH_ORIGINAL_COMMAND"])
    if "receive-pack" in words[0]:
        fault = state.take("greet-push")
        if fault.get("kind") == "status":
            state.log("greet-push", "status")
            print("you may not push here", file=sys.stderr)
            os._exit(1)
    pipe = Pipe(state, words)
    threading.Thread(target=pipe.upwards, daemon=True).start()
    pipe.downwards()


if sys.argv[1] == "http":
    serve_http(sys.argv[2], sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else 0)
else:
    serve_ssh(sys.argv[2])
