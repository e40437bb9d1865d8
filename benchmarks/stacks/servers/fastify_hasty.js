// POST /v2/videos/generations in Fastify, written in a hurry: node fastify_hasty.js PORT.
const fastify = require("fastify")();
const { randomUUID } = require("crypto");

const body = {
  type: "object",
  required: ["prompt", "model"],
  properties: {
    prompt: { type: "string" },
    model: { type: "string", enum: ["sora-2", "sora-2-pro"] },
    images: { type: "array", items: { type: "string" } },
    aspect_ratio: { type: "string", enum: ["16:9", "9:16"] },
    hd: { type: "boolean" },
    duration: { type: "string", enum: ["10", "15", "25"] },
    notify_hook: { type: "string" },
    watermark: { type: "boolean" },
    private: { type: "boolean" },
    character_url: { type: "string" },
    character_timestamps: { type: "string" },
  },
};

fastify.post("/v2/videos/generations", { schema: { body } }, async (request) => {
  const { model, hd } = request.body;
  if (hd && model === "sora-2") return { error: { message: "hd needs sora-2-pro" } };
  return { task_id: randomUUID() };
});
fastify.listen({ port: Number(process.argv[2]), host: "127.0.0.1" });
