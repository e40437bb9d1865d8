from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.aspect_ratio import AspectRatio, check_aspect_ratio
from ..models.duration import Duration, check_duration
from ..models.video_model import VideoModel, check_video_model
from ..types import UNSET, Unset

T = TypeVar("T", bound="VideoGenerationRequest")


@_attrs_define
class VideoGenerationRequest:
    """What to make. Fields left out are not sent, so the server's own defaults hold."""

    prompt: str
    """ What the video shows. May mention characters between other words, written
    `@{character1Username}`; servers have also been seen to take `@username ` (observed).
    A storyboard of several shots is an ordinary prompt. No limit of length is documented.
     """
    model: VideoModel
    """ The model that makes the video. """
    images: list[str] | Unset = UNSET
    """ Pictures to start from. The documentation says only that each is a string; addresses,
    data URIs and bare base64 have been seen, up to nine of them, and an empty list
    (observed). No limit is documented.
     """
    aspect_ratio: AspectRatio | Unset = UNSET
    """ The shape of the picture, landscape or portrait. """
    hd: bool | Unset = UNSET
    """ Whether to make the video in HD, which takes longer. Documented for sora-2-pro only.
    Without effect at 25 seconds (observed).
    Default of the server: false. """
    duration: Duration | Unset = UNSET
    """ The length of the video in seconds, as a string. "25" is for sora-2-pro only. """
    notify_hook: str | Unset = UNSET
    """ Where to send a notification when the task ends. The documentation says only that it is
    a string; that it is an address is assumed, and so are the call and its payload.
     """
    watermark: bool | Unset = UNSET
    """ Whether the video carries a watermark. No default is documented, and servers differ (observed).
     """
    private: bool | Unset = UNSET
    """ Whether to hide the video: true means that it is not published and cannot be remixed.
    Left out, the video is published.
    Default of the server: false. """
    character_url: str | Unset = UNSET
    """ A clip to take a character from. The documentation says only that it is a string; that
    it is an address is assumed. Sent together with `character_timestamps` (observed).
     """
    character_timestamps: str | Unset = UNSET
    """ Where in the clip the character is, as `{start},{end}` in seconds. Fractions are used,
    and the end is 1 to 3 seconds after the start (both observed).
     """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        prompt = self.prompt

        model: str = self.model

        images: list[str] | Unset = UNSET
        if not isinstance(self.images, Unset):
            images = self.images

        aspect_ratio: str | Unset = UNSET
        if not isinstance(self.aspect_ratio, Unset):
            aspect_ratio = self.aspect_ratio

        hd = self.hd

        duration: str | Unset = UNSET
        if not isinstance(self.duration, Unset):
            duration = self.duration

        notify_hook = self.notify_hook

        watermark = self.watermark

        private = self.private

        character_url = self.character_url

        character_timestamps = self.character_timestamps

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "prompt": prompt,
                "model": model,
            }
        )
        if images is not UNSET:
            field_dict["images"] = images
        if aspect_ratio is not UNSET:
            field_dict["aspect_ratio"] = aspect_ratio
        if hd is not UNSET:
            field_dict["hd"] = hd
        if duration is not UNSET:
            field_dict["duration"] = duration
        if notify_hook is not UNSET:
            field_dict["notify_hook"] = notify_hook
        if watermark is not UNSET:
            field_dict["watermark"] = watermark
        if private is not UNSET:
            field_dict["private"] = private
        if character_url is not UNSET:
            field_dict["character_url"] = character_url
        if character_timestamps is not UNSET:
            field_dict["character_timestamps"] = character_timestamps

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        prompt = d.pop("prompt")

        model = check_video_model(d.pop("model"))

        images = cast(list[str], d.pop("images", UNSET))

        _aspect_ratio = d.pop("aspect_ratio", UNSET)
        aspect_ratio: AspectRatio | Unset
        if isinstance(_aspect_ratio, Unset):
            aspect_ratio = UNSET
        else:
            aspect_ratio = check_aspect_ratio(_aspect_ratio)

        hd = d.pop("hd", UNSET)

        _duration = d.pop("duration", UNSET)
        duration: Duration | Unset
        if isinstance(_duration, Unset):
            duration = UNSET
        else:
            duration = check_duration(_duration)

        notify_hook = d.pop("notify_hook", UNSET)

        watermark = d.pop("watermark", UNSET)

        private = d.pop("private", UNSET)

        character_url = d.pop("character_url", UNSET)

        character_timestamps = d.pop("character_timestamps", UNSET)

        video_generation_request = cls(
            prompt=prompt,
            model=model,
            images=images,
            aspect_ratio=aspect_ratio,
            hd=hd,
            duration=duration,
            notify_hook=notify_hook,
            watermark=watermark,
            private=private,
            character_url=character_url,
            character_timestamps=character_timestamps,
        )

        video_generation_request.additional_properties = d
        return video_generation_request

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
