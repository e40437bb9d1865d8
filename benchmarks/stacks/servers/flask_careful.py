"""POST /v2/videos/generations in Flask, as a careful developer reads the page: python flask_careful.py PORT."""
import re
import sys
import uuid

from flask import Flask, abort, request
from werkzeug.exceptions import HTTPException

app = Flask(__name__)
ENUMS = {"model": ("sora-2", "sora-2-pro"), "aspect_ratio": ("16:9", "9:16"), "duration": ("10", "15", "25")}
TEXTS = ("prompt", "notify_hook", "character_url", "character_timestamps", *ENUMS)


@app.errorhandler(HTTPException)
def refused(error):
    return {"code": error.name, "message": error.description, "data": None}, error.code, dict(error.get_headers()[1:])


@app.post("/v2/videos/generations")
def create():
    if request.mimetype != "application/json":
        abort(415, "application/json is needed")
    body = request.get_json()
    if not isinstance(body, dict):
        abort(400, "the body is no object")
    for name in ("prompt", "model"):
        if name not in body:
            abort(400, f"{name} is missing")
    for name in TEXTS:
        if name in body and not isinstance(body[name], str):
            abort(400, f"{name} is no string")
    for name in ("hd", "watermark", "private"):
        if name in body and not isinstance(body[name], bool):
            abort(400, f"{name} is no boolean")
    for name, values in ENUMS.items():
        if name in body and body[name] not in values:
            abort(400, f"{name} is none of {values}")
    images = body.get("images", [])
    if not isinstance(images, list) or not all(isinstance(image, str) for image in images):
        abort(400, "images are strings")
    if not re.fullmatch(r"[\d.]+,[\d.]+", body.get("character_timestamps", "0,1")):
        abort(400, "character_timestamps are {start},{end}")
    if body["model"] == "sora-2" and (body.get("hd") or body.get("duration") == "25"):
        abort(400, "hd and 25 seconds need sora-2-pro")
    return {"task_id": str(uuid.uuid4())}


app.run(port=int(sys.argv[1]), threaded=True)
