// Serves a folder on loopback until its input ends; prints its port.
"use strict";
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");

const root = path.resolve(process.argv[2]);
const server = http.createServer((request, response) => {
  const name = path.join(root, decodeURIComponent(new URL(request.url || "/", "http://localhost").pathname));
  fs.readFile(name, (error, content) => {
    const type = name.endsWith(".js") ? "text/javascript" : "text/html";
    response.writeHead(error ? 404 : 200, { "content-type": type + "; charset=utf-8" });
    response.end(content || undefined);
  });
});
server.listen(0, "127.0.0.1", () => console.log(/** @type {import("node:net").AddressInfo} */ (server.address()).port));
process.stdin.on("end", () => process.exit()).resume();
