"""POST /v2/videos/generations in aiohttp, written in a hurry: python aiohttp_hasty.py PORT."""
import sys
import uuid

from aiohttp import web


async def create(request):
    data = await request.json()
    if not data.get("prompt"):
        return web.json_response({"message": "prompt is required"}, status=400)
    if data.get("model") not in ("sora-2", "sora-2-pro"):
        return web.json_response({"message": "unknown model"}, status=400)
    if data.get("duration", "10") not in ("10", "15", "25"):
        return web.json_response({"message": "unknown duration"}, status=400)
    if data["model"] == "sora-2" and (data.get("hd") or data.get("duration") == "25"):
        return web.json_response({"message": "not for sora-2"}, status=400)
    for image in data.get("images", []):
        if len(image) > 4096:
            return web.json_response({"message": "image too long"}, status=413)
    return web.json_response({"task_id": uuid.uuid4().hex})


app = web.Application()
app.router.add_post("/v2/videos/generations", create)
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
