"""The calls of the client that send an object, typed and documented from the spec.

Each overload is a combination of values that the rules between fields allow.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Literal, Unpack, overload

from ..option_values import NOT_GIVEN, NotGiven, given
from ..options import CreateAndWaitOptions, CreateOptions
from ..task import Task


class CreateVideoGeneration(ABC):
    """`createVideoGeneration`: POST /v2/videos/generations."""

    @abstractmethod
    def _create(self, fields: dict[str, Any], options: CreateOptions) -> Task: ...

    @abstractmethod
    def _create_and_wait(self, fields: dict[str, Any], options: CreateAndWaitOptions) -> Task: ...

    @overload
    def create(
        self,
        *,
        prompt: str,
        model: Literal["sora-2", "sora-2-pro"],
        images: list[str] | NotGiven | None = NOT_GIVEN,
        aspect_ratio: Literal["16:9", "9:16"] | NotGiven | None = NOT_GIVEN,
        hd: Literal[False] | NotGiven | None = NOT_GIVEN,
        duration: Literal["10", "15"] | NotGiven | None = NOT_GIVEN,
        notify_hook: str | NotGiven | None = NOT_GIVEN,
        watermark: bool | NotGiven | None = NOT_GIVEN,
        private: bool | NotGiven | None = NOT_GIVEN,
        character_url: str | NotGiven | None = NOT_GIVEN,
        character_timestamps: str | NotGiven | None = NOT_GIVEN,
        **options: Unpack[CreateOptions],
    ) -> Task: ...

    @overload
    def create(
        self,
        *,
        prompt: str,
        model: Literal["sora-2-pro"],
        images: list[str] | NotGiven | None = NOT_GIVEN,
        aspect_ratio: Literal["16:9", "9:16"] | NotGiven | None = NOT_GIVEN,
        hd: bool | NotGiven | None = NOT_GIVEN,
        duration: Literal["10", "15", "25"] | NotGiven | None = NOT_GIVEN,
        notify_hook: str | NotGiven | None = NOT_GIVEN,
        watermark: bool | NotGiven | None = NOT_GIVEN,
        private: bool | NotGiven | None = NOT_GIVEN,
        character_url: str | NotGiven | None = NOT_GIVEN,
        character_timestamps: str | NotGiven | None = NOT_GIVEN,
        **options: Unpack[CreateOptions],
    ) -> Task: ...

    def create(
        self,
        *,
        prompt: Any = NOT_GIVEN,
        model: Any = NOT_GIVEN,
        images: Any = NOT_GIVEN,
        aspect_ratio: Any = NOT_GIVEN,
        hd: Any = NOT_GIVEN,
        duration: Any = NOT_GIVEN,
        notify_hook: Any = NOT_GIVEN,
        watermark: Any = NOT_GIVEN,
        private: Any = NOT_GIVEN,
        character_url: Any = NOT_GIVEN,
        character_timestamps: Any = NOT_GIVEN,
        **options: Unpack[CreateOptions],
    ) -> Task:
        """Start a video generation.

        Starts one video and answers with the id of its task. **An accepted create is paid**, also when its
        answer is lost: never send it again because the outcome is unknown.

        Its answer is the task, which has only started: `wait` for it, or `get` it.

        Args:
            prompt: What the video shows. May mention characters between other words, written
                `@{character1Username}`; servers have also been seen to take `@username ` (observed). A
                storyboard of several shots is an ordinary prompt. No limit of length is documented.
            model: The model that makes the video. One of "sora-2", "sora-2-pro".
            images: Optional. Pictures to start from. The documentation says only that each is a string;
                addresses, data URIs and bare base64 have been seen, up to nine of them, and an empty list
                (observed). No limit is documented.
            aspect_ratio: Optional. The shape of the picture, landscape or portrait. One of "16:9", "9:16".
            hd: Optional. Whether to make the video in HD, which takes longer. Documented for sora-2-pro
                only. Without effect at 25 seconds (observed). Not sent unless given; the server's default
                is False.
            duration: Optional. The length of the video in seconds, as a string. "25" is for sora-2-pro
                only. One of "10", "15", "25".
            notify_hook: Optional. Where to send a notification when the task ends. The documentation says
                only that it is a string; that it is an address is assumed, and so are the call and its
                payload.
            watermark: Optional. Whether the video carries a watermark. No default is documented, and
                servers differ (observed).
            private: Optional. Whether to hide the video: true means that it is not published and cannot be
                remixed. Left out, the video is published. Not sent unless given; the server's default is
                False.
            character_url: Optional. A clip to take a character from. The documentation says only that it is
                a string; that it is an address is assumed. Sent together with `character_timestamps`
                (observed).
            character_timestamps: Optional. Where in the clip the character is, as `{start},{end}` in
                seconds. Fractions are used, and the end is 1 to 3 seconds after the start (both observed).
            options: check, extra, on_created, timeout and, when it waits, interval and others: see `options`.

        Rules between fields:
            - `hd` true is supported by sora-2-pro only. [hd-needs-pro]
            - `duration` "25" is supported by sora-2-pro only. [duration-25-needs-pro]

        Raises:
            InvalidRequest: It breaks the spec and was not sent, or the server refuses it.
            NotSent: It certainly did not reach the server.
            OutcomeUnknown: It may be accepted and paid.
            VideoGenerationsError: Every other error is one of its subclasses.
        """
        return self._create(
            given(
                {
                    "prompt": prompt,
                    "model": model,
                    "images": images,
                    "aspect_ratio": aspect_ratio,
                    "hd": hd,
                    "duration": duration,
                    "notify_hook": notify_hook,
                    "watermark": watermark,
                    "private": private,
                    "character_url": character_url,
                    "character_timestamps": character_timestamps,
                }
            ),
            options,
        )

    @overload
    def create_and_wait(
        self,
        *,
        prompt: str,
        model: Literal["sora-2", "sora-2-pro"],
        images: list[str] | NotGiven | None = NOT_GIVEN,
        aspect_ratio: Literal["16:9", "9:16"] | NotGiven | None = NOT_GIVEN,
        hd: Literal[False] | NotGiven | None = NOT_GIVEN,
        duration: Literal["10", "15"] | NotGiven | None = NOT_GIVEN,
        notify_hook: str | NotGiven | None = NOT_GIVEN,
        watermark: bool | NotGiven | None = NOT_GIVEN,
        private: bool | NotGiven | None = NOT_GIVEN,
        character_url: str | NotGiven | None = NOT_GIVEN,
        character_timestamps: str | NotGiven | None = NOT_GIVEN,
        **options: Unpack[CreateAndWaitOptions],
    ) -> Task: ...

    @overload
    def create_and_wait(
        self,
        *,
        prompt: str,
        model: Literal["sora-2-pro"],
        images: list[str] | NotGiven | None = NOT_GIVEN,
        aspect_ratio: Literal["16:9", "9:16"] | NotGiven | None = NOT_GIVEN,
        hd: bool | NotGiven | None = NOT_GIVEN,
        duration: Literal["10", "15", "25"] | NotGiven | None = NOT_GIVEN,
        notify_hook: str | NotGiven | None = NOT_GIVEN,
        watermark: bool | NotGiven | None = NOT_GIVEN,
        private: bool | NotGiven | None = NOT_GIVEN,
        character_url: str | NotGiven | None = NOT_GIVEN,
        character_timestamps: str | NotGiven | None = NOT_GIVEN,
        **options: Unpack[CreateAndWaitOptions],
    ) -> Task: ...

    def create_and_wait(
        self,
        *,
        prompt: Any = NOT_GIVEN,
        model: Any = NOT_GIVEN,
        images: Any = NOT_GIVEN,
        aspect_ratio: Any = NOT_GIVEN,
        hd: Any = NOT_GIVEN,
        duration: Any = NOT_GIVEN,
        notify_hook: Any = NOT_GIVEN,
        watermark: Any = NOT_GIVEN,
        private: Any = NOT_GIVEN,
        character_url: Any = NOT_GIVEN,
        character_timestamps: Any = NOT_GIVEN,
        **options: Unpack[CreateAndWaitOptions],
    ) -> Task:
        """Start a video generation.

        Starts one video and answers with the id of its task. **An accepted create is paid**, also when its
        answer is lost: never send it again because the outcome is unknown.

        Its answer is the task when it has succeeded, with its output.

        Args:
            prompt: What the video shows. May mention characters between other words, written
                `@{character1Username}`; servers have also been seen to take `@username ` (observed). A
                storyboard of several shots is an ordinary prompt. No limit of length is documented.
            model: The model that makes the video. One of "sora-2", "sora-2-pro".
            images: Optional. Pictures to start from. The documentation says only that each is a string;
                addresses, data URIs and bare base64 have been seen, up to nine of them, and an empty list
                (observed). No limit is documented.
            aspect_ratio: Optional. The shape of the picture, landscape or portrait. One of "16:9", "9:16".
            hd: Optional. Whether to make the video in HD, which takes longer. Documented for sora-2-pro
                only. Without effect at 25 seconds (observed). Not sent unless given; the server's default
                is False.
            duration: Optional. The length of the video in seconds, as a string. "25" is for sora-2-pro
                only. One of "10", "15", "25".
            notify_hook: Optional. Where to send a notification when the task ends. The documentation says
                only that it is a string; that it is an address is assumed, and so are the call and its
                payload.
            watermark: Optional. Whether the video carries a watermark. No default is documented, and
                servers differ (observed).
            private: Optional. Whether to hide the video: true means that it is not published and cannot be
                remixed. Left out, the video is published. Not sent unless given; the server's default is
                False.
            character_url: Optional. A clip to take a character from. The documentation says only that it is
                a string; that it is an address is assumed. Sent together with `character_timestamps`
                (observed).
            character_timestamps: Optional. Where in the clip the character is, as `{start},{end}` in
                seconds. Fractions are used, and the end is 1 to 3 seconds after the start (both observed).
            options: check, extra, on_created, timeout and, when it waits, interval and others: see `options`.

        Rules between fields:
            - `hd` true is supported by sora-2-pro only. [hd-needs-pro]
            - `duration` "25" is supported by sora-2-pro only. [duration-25-needs-pro]

        Raises:
            InvalidRequest: It breaks the spec and was not sent, or the server refuses it.
            NotSent: It certainly did not reach the server.
            OutcomeUnknown: It may be accepted and paid.
            VideoGenerationsError: Every other error is one of its subclasses.
        """
        return self._create_and_wait(
            given(
                {
                    "prompt": prompt,
                    "model": model,
                    "images": images,
                    "aspect_ratio": aspect_ratio,
                    "hd": hd,
                    "duration": duration,
                    "notify_hook": notify_hook,
                    "watermark": watermark,
                    "private": private,
                    "character_url": character_url,
                    "character_timestamps": character_timestamps,
                }
            ),
            options,
        )


class AsyncCreateVideoGeneration(ABC):
    """`createVideoGeneration`: POST /v2/videos/generations."""

    @abstractmethod
    async def _create(self, fields: dict[str, Any], options: CreateOptions) -> Task: ...

    @abstractmethod
    async def _create_and_wait(self, fields: dict[str, Any], options: CreateAndWaitOptions) -> Task: ...

    @overload
    async def create(
        self,
        *,
        prompt: str,
        model: Literal["sora-2", "sora-2-pro"],
        images: list[str] | NotGiven | None = NOT_GIVEN,
        aspect_ratio: Literal["16:9", "9:16"] | NotGiven | None = NOT_GIVEN,
        hd: Literal[False] | NotGiven | None = NOT_GIVEN,
        duration: Literal["10", "15"] | NotGiven | None = NOT_GIVEN,
        notify_hook: str | NotGiven | None = NOT_GIVEN,
        watermark: bool | NotGiven | None = NOT_GIVEN,
        private: bool | NotGiven | None = NOT_GIVEN,
        character_url: str | NotGiven | None = NOT_GIVEN,
        character_timestamps: str | NotGiven | None = NOT_GIVEN,
        **options: Unpack[CreateOptions],
    ) -> Task: ...

    @overload
    async def create(
        self,
        *,
        prompt: str,
        model: Literal["sora-2-pro"],
        images: list[str] | NotGiven | None = NOT_GIVEN,
        aspect_ratio: Literal["16:9", "9:16"] | NotGiven | None = NOT_GIVEN,
        hd: bool | NotGiven | None = NOT_GIVEN,
        duration: Literal["10", "15", "25"] | NotGiven | None = NOT_GIVEN,
        notify_hook: str | NotGiven | None = NOT_GIVEN,
        watermark: bool | NotGiven | None = NOT_GIVEN,
        private: bool | NotGiven | None = NOT_GIVEN,
        character_url: str | NotGiven | None = NOT_GIVEN,
        character_timestamps: str | NotGiven | None = NOT_GIVEN,
        **options: Unpack[CreateOptions],
    ) -> Task: ...

    async def create(
        self,
        *,
        prompt: Any = NOT_GIVEN,
        model: Any = NOT_GIVEN,
        images: Any = NOT_GIVEN,
        aspect_ratio: Any = NOT_GIVEN,
        hd: Any = NOT_GIVEN,
        duration: Any = NOT_GIVEN,
        notify_hook: Any = NOT_GIVEN,
        watermark: Any = NOT_GIVEN,
        private: Any = NOT_GIVEN,
        character_url: Any = NOT_GIVEN,
        character_timestamps: Any = NOT_GIVEN,
        **options: Unpack[CreateOptions],
    ) -> Task:
        """Start a video generation.

        Starts one video and answers with the id of its task. **An accepted create is paid**, also when its
        answer is lost: never send it again because the outcome is unknown.

        Its answer is the task, which has only started: `wait` for it, or `get` it.

        Args:
            prompt: What the video shows. May mention characters between other words, written
                `@{character1Username}`; servers have also been seen to take `@username ` (observed). A
                storyboard of several shots is an ordinary prompt. No limit of length is documented.
            model: The model that makes the video. One of "sora-2", "sora-2-pro".
            images: Optional. Pictures to start from. The documentation says only that each is a string;
                addresses, data URIs and bare base64 have been seen, up to nine of them, and an empty list
                (observed). No limit is documented.
            aspect_ratio: Optional. The shape of the picture, landscape or portrait. One of "16:9", "9:16".
            hd: Optional. Whether to make the video in HD, which takes longer. Documented for sora-2-pro
                only. Without effect at 25 seconds (observed). Not sent unless given; the server's default
                is False.
            duration: Optional. The length of the video in seconds, as a string. "25" is for sora-2-pro
                only. One of "10", "15", "25".
            notify_hook: Optional. Where to send a notification when the task ends. The documentation says
                only that it is a string; that it is an address is assumed, and so are the call and its
                payload.
            watermark: Optional. Whether the video carries a watermark. No default is documented, and
                servers differ (observed).
            private: Optional. Whether to hide the video: true means that it is not published and cannot be
                remixed. Left out, the video is published. Not sent unless given; the server's default is
                False.
            character_url: Optional. A clip to take a character from. The documentation says only that it is
                a string; that it is an address is assumed. Sent together with `character_timestamps`
                (observed).
            character_timestamps: Optional. Where in the clip the character is, as `{start},{end}` in
                seconds. Fractions are used, and the end is 1 to 3 seconds after the start (both observed).
            options: check, extra, on_created, timeout and, when it waits, interval and others: see `options`.

        Rules between fields:
            - `hd` true is supported by sora-2-pro only. [hd-needs-pro]
            - `duration` "25" is supported by sora-2-pro only. [duration-25-needs-pro]

        Raises:
            InvalidRequest: It breaks the spec and was not sent, or the server refuses it.
            NotSent: It certainly did not reach the server.
            OutcomeUnknown: It may be accepted and paid.
            VideoGenerationsError: Every other error is one of its subclasses.
        """
        return await self._create(
            given(
                {
                    "prompt": prompt,
                    "model": model,
                    "images": images,
                    "aspect_ratio": aspect_ratio,
                    "hd": hd,
                    "duration": duration,
                    "notify_hook": notify_hook,
                    "watermark": watermark,
                    "private": private,
                    "character_url": character_url,
                    "character_timestamps": character_timestamps,
                }
            ),
            options,
        )

    @overload
    async def create_and_wait(
        self,
        *,
        prompt: str,
        model: Literal["sora-2", "sora-2-pro"],
        images: list[str] | NotGiven | None = NOT_GIVEN,
        aspect_ratio: Literal["16:9", "9:16"] | NotGiven | None = NOT_GIVEN,
        hd: Literal[False] | NotGiven | None = NOT_GIVEN,
        duration: Literal["10", "15"] | NotGiven | None = NOT_GIVEN,
        notify_hook: str | NotGiven | None = NOT_GIVEN,
        watermark: bool | NotGiven | None = NOT_GIVEN,
        private: bool | NotGiven | None = NOT_GIVEN,
        character_url: str | NotGiven | None = NOT_GIVEN,
        character_timestamps: str | NotGiven | None = NOT_GIVEN,
        **options: Unpack[CreateAndWaitOptions],
    ) -> Task: ...

    @overload
    async def create_and_wait(
        self,
        *,
        prompt: str,
        model: Literal["sora-2-pro"],
        images: list[str] | NotGiven | None = NOT_GIVEN,
        aspect_ratio: Literal["16:9", "9:16"] | NotGiven | None = NOT_GIVEN,
        hd: bool | NotGiven | None = NOT_GIVEN,
        duration: Literal["10", "15", "25"] | NotGiven | None = NOT_GIVEN,
        notify_hook: str | NotGiven | None = NOT_GIVEN,
        watermark: bool | NotGiven | None = NOT_GIVEN,
        private: bool | NotGiven | None = NOT_GIVEN,
        character_url: str | NotGiven | None = NOT_GIVEN,
        character_timestamps: str | NotGiven | None = NOT_GIVEN,
        **options: Unpack[CreateAndWaitOptions],
    ) -> Task: ...

    async def create_and_wait(
        self,
        *,
        prompt: Any = NOT_GIVEN,
        model: Any = NOT_GIVEN,
        images: Any = NOT_GIVEN,
        aspect_ratio: Any = NOT_GIVEN,
        hd: Any = NOT_GIVEN,
        duration: Any = NOT_GIVEN,
        notify_hook: Any = NOT_GIVEN,
        watermark: Any = NOT_GIVEN,
        private: Any = NOT_GIVEN,
        character_url: Any = NOT_GIVEN,
        character_timestamps: Any = NOT_GIVEN,
        **options: Unpack[CreateAndWaitOptions],
    ) -> Task:
        """Start a video generation.

        Starts one video and answers with the id of its task. **An accepted create is paid**, also when its
        answer is lost: never send it again because the outcome is unknown.

        Its answer is the task when it has succeeded, with its output.

        Args:
            prompt: What the video shows. May mention characters between other words, written
                `@{character1Username}`; servers have also been seen to take `@username ` (observed). A
                storyboard of several shots is an ordinary prompt. No limit of length is documented.
            model: The model that makes the video. One of "sora-2", "sora-2-pro".
            images: Optional. Pictures to start from. The documentation says only that each is a string;
                addresses, data URIs and bare base64 have been seen, up to nine of them, and an empty list
                (observed). No limit is documented.
            aspect_ratio: Optional. The shape of the picture, landscape or portrait. One of "16:9", "9:16".
            hd: Optional. Whether to make the video in HD, which takes longer. Documented for sora-2-pro
                only. Without effect at 25 seconds (observed). Not sent unless given; the server's default
                is False.
            duration: Optional. The length of the video in seconds, as a string. "25" is for sora-2-pro
                only. One of "10", "15", "25".
            notify_hook: Optional. Where to send a notification when the task ends. The documentation says
                only that it is a string; that it is an address is assumed, and so are the call and its
                payload.
            watermark: Optional. Whether the video carries a watermark. No default is documented, and
                servers differ (observed).
            private: Optional. Whether to hide the video: true means that it is not published and cannot be
                remixed. Left out, the video is published. Not sent unless given; the server's default is
                False.
            character_url: Optional. A clip to take a character from. The documentation says only that it is
                a string; that it is an address is assumed. Sent together with `character_timestamps`
                (observed).
            character_timestamps: Optional. Where in the clip the character is, as `{start},{end}` in
                seconds. Fractions are used, and the end is 1 to 3 seconds after the start (both observed).
            options: check, extra, on_created, timeout and, when it waits, interval and others: see `options`.

        Rules between fields:
            - `hd` true is supported by sora-2-pro only. [hd-needs-pro]
            - `duration` "25" is supported by sora-2-pro only. [duration-25-needs-pro]

        Raises:
            InvalidRequest: It breaks the spec and was not sent, or the server refuses it.
            NotSent: It certainly did not reach the server.
            OutcomeUnknown: It may be accepted and paid.
            VideoGenerationsError: Every other error is one of its subclasses.
        """
        return await self._create_and_wait(
            given(
                {
                    "prompt": prompt,
                    "model": model,
                    "images": images,
                    "aspect_ratio": aspect_ratio,
                    "hd": hd,
                    "duration": duration,
                    "notify_hook": notify_hook,
                    "watermark": watermark,
                    "private": private,
                    "character_url": character_url,
                    "character_timestamps": character_timestamps,
                }
            ),
            options,
        )


class Operations(CreateVideoGeneration):
    """Every operation of the spec that takes a JSON object."""


class AsyncOperations(AsyncCreateVideoGeneration):
    """Every operation of the spec that takes a JSON object."""
