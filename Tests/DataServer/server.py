"""A web server that serves one folder, well or badly, for the tests of `chainrule data download`.

    python3 server.py FOLDER LOG BEHAVIOUR...

The first request is treated by the first behaviour, the second by the second, and so on; the last one
serves all further requests. The port is printed first; LOG gets a line for every request: its path, and
what it says in Range and If-Range.

    ok             the file, or the range of it that is asked for, with an ETag
    untagged       the same without an ETag
    weak-stall:N   like stall:N, with a weak ETag, which says nothing of single bytes
    stall:N        like ok, but nothing more comes after N bytes, while the connection stays open
    old-stall:N    like stall:N, of a file of the same size with other content and another ETag
    untagged-old-stall:N
    drip:N         like ok, but N bytes a second
    cut:N          like ok, but the connection is closed after N bytes
    lie            other content of the same size
    length:N       the file, but a Content-Length of N
    unsized:N      N bytes of the file, or so many more than it has (+N), and no Content-Length
    norange        the whole file, whatever is asked for
    shifted        a range that begins one byte later than it should
    status:N       an error
    moved          a redirection to the same name below /elsewhere/
    garbage        no HTTP

iris.data, beside this program, is Fisher's data as UCI publishes it (CC BY 4.0, doi 10.24432/C56C76).
"""

import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

folder, log, behaviours = sys.argv[1], sys.argv[2], sys.argv[3:]
lock = threading.Lock()
served = 0


def next_behaviour():
    global served
    with lock:
        behaviour = behaviours[min(served, len(behaviours) - 1)]
        served += 1
    name, _, number = behaviour.partition(":")
    return name, number


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        asked = {name: self.headers.get(name) for name in ("Range", "If-Range")}
        with lock, open(log, "a") as file:
            file.write(" ".join([self.path] + [f"{k}={v}" for k, v in asked.items() if v]) + "\n")
        name, number = next_behaviour()
        self.close_connection = True
        if name == "garbage":
            self.wfile.write(b"220 mail.example.org ready\r\n\r\n")
        elif name == "status":
            self.send(int(number), b"<html>sorry</html>")
        elif name == "moved":
            self.send(302, b"over there", {"Location": "/elsewhere" + self.path})
        else:
            self.serve(name, number, asked)

    def serve(self, name, number, asked):
        path = os.path.join(folder, os.path.basename(self.path))
        if not os.path.exists(path):
            return self.send(404, b"<html>not found</html>")
        with open(path, "rb") as file:
            content = file.read()
        tag = '"new"'
        if "old" in name or name == "lie":
            content, tag = bytes(byte ^ 1 for byte in content), '"old"'
        if "weak" in name:
            tag = 'W/"new"'
        fields = {} if "untagged" in name else {"ETag": tag}

        status, start = 200, 0
        is_current = asked["If-Range"] in (None, tag)
        if asked["Range"] and is_current and name != "norange":
            status, start = 206, int(asked["Range"].removeprefix("bytes=").removesuffix("-"))
            if start >= len(content):
                return self.send(416, b"", {"Content-Range": f"bytes */{len(content)}"})
            start += name == "shifted"
            fields["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        body = content[start:]

        if name == "length":
            self.send(status, body, fields | {"Content-Length": number})
        elif name == "unsized":
            body = body + bytes(int(number)) if number.startswith("+") else body[: int(number)]
            self.send(status, body, fields | {"Content-Length": None})
        elif "stall" in name or name == "cut":
            self.send(status, body[: int(number)], fields | {"Content-Length": str(len(body))})
            if "stall" in name:
                self.connection.recv(1)  # returns when the other side goes away
        elif name == "drip":
            self.send(status, b"", fields | {"Content-Length": str(len(body))})
            try:
                for position in range(0, len(body), int(number) // 10):
                    self.wfile.write(body[position : position + int(number) // 10])
                    time.sleep(0.1)
            except (BrokenPipeError, ConnectionResetError):
                pass
        else:
            self.send(status, body, fields)

    def send(self, status, body, fields={}):
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | fields).items():
            if value is not None:
                self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(body)
            self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_port, flush=True)
server.serve_forever()
