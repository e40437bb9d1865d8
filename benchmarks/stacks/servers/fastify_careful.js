// POST /v2/videos/generations in Fastify, as a careful developer reads the page: node fastify_careful.js PORT.
const fastify = require("fastify")({ ajv: { customOptions: { coerceTypes: false, removeAdditional: false } } });
const { randomUUID } = require("crypto");

const text = { type: "string" };
const flag = { type: "boolean" };
const body = {
  type: "object",
  required: ["prompt", "model"],
  properties: {
    prompt: text,
    model: { enum: ["sora-2", "sora-2-pro"] },
    images: { type: "array", items: text },
    aspect_ratio: { enum: ["16:9", "9:16"] },
    hd: flag,
    duration: { enum: ["10", "15", "25"] },
    notify_hook: text,
    watermark: flag,
    private: flag,
    character_url: text,
    character_timestamps: { type: "string", pattern: "^\\d+(\\.\\d+)?,\\d+(\\.\\d+)?$" },
  },
  if: { properties: { model: { const: "sora-2" } } },
  then: { properties: { hd: { const: false }, duration: { enum: ["10", "15"] } } },
};

fastify.removeContentTypeParser("text/plain");
fastify.addHook("preValidation", async (request, reply) => {
  if ((request.headers["content-type"] || "").split(";")[0].trim().toLowerCase() !== "application/json") {
    return reply.code(415).send({ message: "application/json is needed" });
  }
});
fastify.post("/v2/videos/generations", { schema: { body } }, async () => ({ task_id: randomUUID() }));
fastify.listen({ port: Number(process.argv[2]), host: "127.0.0.1" });
