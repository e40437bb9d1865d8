"""POST /v2/videos/generations in FastAPI, written in a hurry: python fastapi_hasty.py PORT."""
import sys
import uuid
from typing import Optional

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Video(BaseModel):
    prompt: str
    model: str
    images: Optional[list[str]] = None
    aspect_ratio: Optional[str] = None
    hd: Optional[bool] = False
    duration: Optional[str] = None
    notify_hook: Optional[str] = None
    watermark: Optional[bool] = None
    private: Optional[bool] = False
    character_url: Optional[str] = None
    character_timestamps: Optional[str] = None


@app.post("/v2/videos/generations")
def create(video: Video):
    if video.character_timestamps is not None:
        start, end = video.character_timestamps.split(",")
        assert float(end) > float(start)
    return {"task_id": str(uuid.uuid4())}


uvicorn.run(app, port=int(sys.argv[1]), log_level="critical")
