// POST /v2/videos/generations behind express-openapi-validator, by a spec that was written in a hurry.
const express = require("express");
const validator = require("express-openapi-validator");

const text = { type: "string" };
const schema = {
  type: "object",
  required: ["prompt", "model"],
  properties: {
    prompt: { type: "string", maxLength: 1000 }, model: { type: "string", enum: ["sora-2", "sora-2-pro"] },
    images: { type: "array", items: text, maxItems: 4 }, aspect_ratio: { type: "string", enum: ["16:9", "9:16", "1:1"] },
    hd: { type: "boolean" }, duration: { type: "string" }, notify_hook: { type: "string", format: "uri" },
    watermark: { type: "boolean", nullable: true }, private: { type: "boolean" }, character_url: text,
    character_timestamps: text,
  },
};
const apiSpec = {
  openapi: "3.0.3", info: { title: "Videos", version: "1" },
  paths: { "/v2/videos/generations": { post: {
    requestBody: { content: { "application/json": { schema } } }, responses: { 200: { description: "ok" } },
  } } },
};
const app = express();
app.use(express.json());
app.use(validator.middleware({ apiSpec }));
let count = 0;
app.post("/v2/videos/generations", (request, response) => response.json({ task_id: `task_${++count}` }));
app.listen(Number(process.argv[2]), "127.0.0.1");
