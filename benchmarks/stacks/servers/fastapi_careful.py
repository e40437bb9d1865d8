"""POST /v2/videos/generations in FastAPI, as a careful developer reads the page: python fastapi_careful.py PORT."""
import sys
import uuid
from typing import Annotated, Literal

import uvicorn
from fastapi import FastAPI, Header, HTTPException
from pydantic import BaseModel, ConfigDict, Field, model_validator

app = FastAPI()


class Video(BaseModel):
    model_config = ConfigDict(strict=True)
    prompt: str
    model: Literal["sora-2", "sora-2-pro"]
    images: list[str] = []
    aspect_ratio: Literal["16:9", "9:16"] = "16:9"
    hd: bool = False
    duration: Literal["10", "15", "25"] = "10"
    notify_hook: str = ""
    watermark: bool = False
    private: bool = False
    character_url: str = ""
    character_timestamps: Annotated[str, Field(pattern=r"^\d+(\.\d+)?,\d+(\.\d+)?$")] = "0,1"

    @model_validator(mode="after")
    def pro_only(self):
        if self.model == "sora-2" and (self.hd or self.duration == "25"):
            raise ValueError("hd and 25 seconds need sora-2-pro")
        return self


@app.post("/v2/videos/generations")
def create(video: Video, content_type: Annotated[str, Header()] = ""):
    if content_type.split(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "application/json is needed")
    return {"task_id": str(uuid.uuid4())}


uvicorn.run(app, port=int(sys.argv[1]), log_level="critical")
