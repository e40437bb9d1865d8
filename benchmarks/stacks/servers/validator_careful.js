// POST /v2/videos/generations behind express-openapi-validator, by a spec that a careful developer wrote from the page.
const express = require("express");
const { randomUUID } = require("crypto");
const validator = require("express-openapi-validator");

const text = { type: "string" };
const flag = { type: "boolean" };
const schema = {
  type: "object",
  required: ["prompt", "model"],
  properties: {
    prompt: text, model: { type: "string", enum: ["sora-2", "sora-2-pro"] }, images: { type: "array", items: text },
    aspect_ratio: { type: "string", enum: ["16:9", "9:16"] }, hd: flag,
    duration: { type: "string", enum: ["10", "15", "25"] }, notify_hook: text, watermark: flag, private: flag,
    character_url: text, character_timestamps: { type: "string", pattern: "^[0-9.]+,[0-9.]+$" },
  },
  not: {
    required: ["model"],
    properties: { model: { type: "string", enum: ["sora-2"] } },
    anyOf: [
      { required: ["hd"], properties: { hd: { type: "boolean", enum: [true] } } },
      { required: ["duration"], properties: { duration: { type: "string", enum: ["25"] } } },
    ],
  },
};
const apiSpec = {
  openapi: "3.0.3", info: { title: "Videos", version: "1" },
  paths: { "/v2/videos/generations": { post: {
    requestBody: { required: true, content: { "application/json": { schema } } },
    responses: { 200: { description: "ok" } },
  } } },
};
const app = express();
app.use(express.json({ type: "application/json" }));
app.use(validator.middleware({ apiSpec, validateRequests: { coerceTypes: false } }));
app.post("/v2/videos/generations", (request, response) => response.json({ task_id: randomUUID() }));
app.use((error, request, response, next) => response.status(error.status || 500).set(error.headers || {}).json({ message: error.message }));
app.listen(Number(process.argv[2]), "127.0.0.1");
