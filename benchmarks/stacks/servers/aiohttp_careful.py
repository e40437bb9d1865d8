"""POST /v2/videos/generations in aiohttp, as a careful developer reads the page: python aiohttp_careful.py PORT."""
import json
import re
import sys
import uuid

from aiohttp import web

TEXT = lambda value: isinstance(value, str)  # noqa: E731 - short, for a table
FLAG = lambda value: isinstance(value, bool)  # noqa: E731 - short, for a table
ONE_OF = lambda *values: lambda value: isinstance(value, str) and value in values  # noqa: E731 - short, for a table
FIELDS = {
    "prompt": TEXT, "model": ONE_OF("sora-2", "sora-2-pro"), "aspect_ratio": ONE_OF("16:9", "9:16"),
    "duration": ONE_OF("10", "15", "25"), "hd": FLAG, "watermark": FLAG, "private": FLAG, "notify_hook": TEXT,
    "character_url": TEXT, "images": lambda value: isinstance(value, list) and all(map(TEXT, value)),
    "character_timestamps": lambda value: TEXT(value) and re.fullmatch(r"\d+(\.\d+)?,\d+(\.\d+)?", value),
}


def refused(status, why):
    return web.json_response({"error": {"message": why, "type": "invalid_request", "code": str(status)}}, status=status)


async def create(request):
    if request.content_type != "application/json" or "Content-Type" not in request.headers:
        return refused(415, "application/json is needed")
    try:
        body = json.loads((await request.read()).decode())
    except (ValueError, RecursionError):
        return refused(400, "the body is no JSON")
    if not isinstance(body, dict) or not {"prompt", "model"} <= body.keys():
        return refused(400, "prompt and model are required")
    wrong = [name for name, check in FIELDS.items() if name in body and not check(body[name])]
    if wrong:
        return refused(400, f"wrong: {', '.join(wrong)}")
    if body["model"] == "sora-2" and (body.get("hd") or body.get("duration") == "25"):
        return refused(400, "hd and 25 seconds need sora-2-pro")
    return web.json_response({"task_id": str(uuid.uuid4())})


app = web.Application()
app.router.add_post("/v2/videos/generations", create)
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
