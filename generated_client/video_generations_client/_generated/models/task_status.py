from typing import Literal

TaskStatus = Literal["FAILURE", "IN_PROGRESS", "NOT_START", "QUEUED", "SUBMITTED", "SUCCESS", "UNKNOWN"]

TASK_STATUS_VALUES: set[TaskStatus] = {
    "FAILURE",
    "IN_PROGRESS",
    "NOT_START",
    "QUEUED",
    "SUBMITTED",
    "SUCCESS",
    "UNKNOWN",
}


def check_task_status(value: str) -> TaskStatus:
    if value in TASK_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TASK_STATUS_VALUES!r}")
