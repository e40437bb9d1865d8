"""POST /v2/videos/generations in Flask, written in a hurry: python flask_hasty.py PORT."""
import sys
import uuid

from flask import Flask, jsonify, request

app = Flask(__name__)
TASKS = {}


@app.route("/v2/videos/generations", methods=["POST"])
def create():
    data = request.get_json(force=True)
    prompt = data["prompt"]
    model = data.get("model", "sora-2")
    if model not in ["sora-2", "sora-2-pro"]:
        return jsonify(error="bad model"), 400
    duration = int(data.get("duration", 10))
    if duration not in [10, 15, 25]:
        return jsonify(error="bad duration"), 400
    if data.get("hd") and model != "sora-2-pro":
        return jsonify(error="hd needs pro"), 400
    start = end = None
    if data.get("character_timestamps"):
        start, end = map(float, data["character_timestamps"].split(","))
    task_id = str(uuid.uuid4())
    TASKS[task_id] = {"prompt": prompt.strip(), "images": data.get("images") or [], "from": start, "to": end}
    return jsonify(task_id=task_id)


app.run(port=int(sys.argv[1]), threaded=True)
