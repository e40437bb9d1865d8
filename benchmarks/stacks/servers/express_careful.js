// POST /v2/videos/generations in Express, as a careful developer reads the page: node express_careful.js PORT.
const express = require("express");
const { randomUUID } = require("crypto");

const app = express();
const enums = { model: ["sora-2", "sora-2-pro"], aspect_ratio: ["16:9", "9:16"], duration: ["10", "15", "25"] };
const texts = ["prompt", "notify_hook", "character_url", "character_timestamps", ...Object.keys(enums)];

function wrong(body) {
  if (body === null || typeof body !== "object" || Array.isArray(body)) return "the body is no object";
  for (const name of ["prompt", "model"]) if (!(name in body)) return `${name} is required`;
  for (const name of texts) if (name in body && typeof body[name] !== "string") return `${name} is a string`;
  for (const name of ["hd", "watermark", "private"]) {
    if (name in body && typeof body[name] !== "boolean") return `${name} is a boolean`;
  }
  for (const [name, values] of Object.entries(enums)) {
    if (name in body && !values.includes(body[name])) return `${name} is one of ${values}`;
  }
  const images = "images" in body ? body.images : [];
  if (!Array.isArray(images) || !images.every((image) => typeof image === "string")) return "images are strings";
  const times = body.character_timestamps;
  if (times !== undefined && !/^\d+(\.\d+)?,\d+(\.\d+)?$/.test(times)) return "character_timestamps are {start},{end}";
  if (body.model === "sora-2" && (body.hd || body.duration === "25")) return "hd and 25 seconds need sora-2-pro";
  return null;
}

app.route("/v2/videos/generations")
  .post((request, response, next) => (request.is("application/json") ? next() : response.status(415).json({ message: "JSON is needed" })),
    express.json({ type: "application/json" }),
    (request, response) => {
      const reason = wrong(request.body);
      if (reason) return response.status(400).json({ code: "invalid_request", message: reason, data: null });
      response.json({ task_id: randomUUID() });
    })
  .all((request, response) => response.set("Allow", "POST").status(405).json({ message: "POST is needed" }));
app.use((error, request, response, next) => response.status(error.status || 500).json({ message: error.message }));
app.listen(Number(process.argv[2]), "127.0.0.1");
