from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.video_task import VideoTask


T = TypeVar("T", bound="VideoTaskEnvelope")


@_attrs_define
class VideoTaskEnvelope:
    """The record in an envelope, as some servers send it (observed). Its `code` stays "success"
    when the task has failed.

    """

    code: str
    data: VideoTask
    """ The record of a task (observed). """
    message: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        data = self.data.to_dict()

        message = self.message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "code": code,
                "data": data,
            }
        )
        if message is not UNSET:
            field_dict["message"] = message

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.video_task import VideoTask  # noqa: PLC0415

        d = dict(src_dict)
        code = d.pop("code")

        data = VideoTask.from_dict(d.pop("data"))

        message = d.pop("message", UNSET)

        video_task_envelope = cls(
            code=code,
            data=data,
            message=message,
        )

        video_task_envelope.additional_properties = d
        return video_task_envelope

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
