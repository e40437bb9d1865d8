// POST /v2/videos/generations in Express, written in a hurry: node express_hasty.js PORT.
const express = require("express");
const { randomUUID } = require("crypto");

const app = express();
app.use(express.json());

app.post("/v2/videos/generations", (req, res) => {
  const { prompt, model, duration, hd, images } = req.body;
  if (!prompt || !model) return res.status(400).json({ error: "prompt and model are required" });
  if (!["sora-2", "sora-2-pro"].includes(model)) return res.status(400).json({ error: "unknown model" });
  if (duration && ![10, 15, 25].includes(Number(duration))) return res.status(400).json({ error: "unknown duration" });
  if (hd && model !== "sora-2-pro") return res.status(400).json({ error: "hd needs sora-2-pro" });
  const title = prompt.trim().slice(0, 40);
  const first = images ? images[0].slice(0, 4) : null;
  res.json({ task_id: randomUUID(), title, first });
});

app.listen(Number(process.argv[2]), "127.0.0.1");
