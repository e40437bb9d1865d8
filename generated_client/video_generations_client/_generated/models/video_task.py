from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.task_status import TaskStatus, check_task_status
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.video_task_data import VideoTaskData


T = TypeVar("T", bound="VideoTask")


@_attrs_define
class VideoTask:
    """The record of a task (observed)."""

    task_id: str
    """ The id that the create answered with. """
    status: str | TaskStatus
    """ SUCCESS and FAILURE end a task (observed), and so do the words of other servers that `x-task` lists.
    Every other word, also one that is not listed here, means that it has not finished.
     """
    platform: str | Unset = UNSET
    action: str | Unset = UNSET
    search_item: str | Unset = UNSET
    progress: str | Unset = UNSET
    """ "0%" to "100%"; a failed task also reads "100%". """
    submit_time: int | Unset = UNSET
    """ Unix time in seconds. """
    start_time: int | Unset = UNSET
    """ Unix time in seconds; 0 before the start. """
    finish_time: int | Unset = UNSET
    """ Unix time in seconds; 0 before the end. """
    fail_reason: str | Unset = UNSET
    """ Why the task failed. Stands beside `data`, not in it. """
    data: None | Unset | VideoTaskData = UNSET
    """ Null until the task has succeeded. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.video_task_data import VideoTaskData  # noqa: PLC0415

        task_id = self.task_id

        status: str
        if isinstance(self.status, str):
            status = self.status
        else:
            status = self.status

        platform = self.platform

        action = self.action

        search_item = self.search_item

        progress = self.progress

        submit_time = self.submit_time

        start_time = self.start_time

        finish_time = self.finish_time

        fail_reason = self.fail_reason

        data: dict[str, Any] | None | Unset
        if isinstance(self.data, Unset):
            data = UNSET
        elif isinstance(self.data, VideoTaskData):
            data = self.data.to_dict()
        else:
            data = self.data

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "task_id": task_id,
                "status": status,
            }
        )
        if platform is not UNSET:
            field_dict["platform"] = platform
        if action is not UNSET:
            field_dict["action"] = action
        if search_item is not UNSET:
            field_dict["search_item"] = search_item
        if progress is not UNSET:
            field_dict["progress"] = progress
        if submit_time is not UNSET:
            field_dict["submit_time"] = submit_time
        if start_time is not UNSET:
            field_dict["start_time"] = start_time
        if finish_time is not UNSET:
            field_dict["finish_time"] = finish_time
        if fail_reason is not UNSET:
            field_dict["fail_reason"] = fail_reason
        if data is not UNSET:
            field_dict["data"] = data

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.video_task_data import VideoTaskData  # noqa: PLC0415

        d = dict(src_dict)
        task_id = d.pop("task_id")

        def _parse_status(data: object) -> str | TaskStatus:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                status_type_0 = check_task_status(data)

                return status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(str | TaskStatus, data)

        status = _parse_status(d.pop("status"))

        platform = d.pop("platform", UNSET)

        action = d.pop("action", UNSET)

        search_item = d.pop("search_item", UNSET)

        progress = d.pop("progress", UNSET)

        submit_time = d.pop("submit_time", UNSET)

        start_time = d.pop("start_time", UNSET)

        finish_time = d.pop("finish_time", UNSET)

        fail_reason = d.pop("fail_reason", UNSET)

        def _parse_data(data: object) -> None | Unset | VideoTaskData:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                data_type_0 = VideoTaskData.from_dict(data)

                return data_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | VideoTaskData, data)

        data = _parse_data(d.pop("data", UNSET))

        video_task = cls(
            task_id=task_id,
            status=status,
            platform=platform,
            action=action,
            search_item=search_item,
            progress=progress,
            submit_time=submit_time,
            start_time=start_time,
            finish_time=finish_time,
            fail_reason=fail_reason,
            data=data,
        )

        video_task.additional_properties = d
        return video_task

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
