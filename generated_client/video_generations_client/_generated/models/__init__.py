"""Contains all the data models used in inputs/outputs"""

from .aspect_ratio import AspectRatio
from .duration import Duration
from .gateway_error import GatewayError
from .gateway_error_detail import GatewayErrorDetail
from .task_error import TaskError
from .task_status import TaskStatus
from .video_generation_accepted import VideoGenerationAccepted
from .video_generation_request import VideoGenerationRequest
from .video_model import VideoModel
from .video_task import VideoTask
from .video_task_data import VideoTaskData
from .video_task_envelope import VideoTaskEnvelope

__all__ = (
    "AspectRatio",
    "Duration",
    "GatewayError",
    "GatewayErrorDetail",
    "TaskError",
    "TaskStatus",
    "VideoGenerationAccepted",
    "VideoGenerationRequest",
    "VideoModel",
    "VideoTask",
    "VideoTaskData",
    "VideoTaskEnvelope",
)
