"""Judging the file of a followed task: its download, and the video in it."""

from __future__ import annotations

from clausewise.checks.video import (
    DOWNLOAD,
    FILE_TYPE,
    MOVING,
    PLAYABLE,
    VIDEO,
    VIDEO_SIZE,
    asked_broken,
    file_broken,
)  # fmt: skip
from clausewise.http.exchange import Exchange
from clausewise.media.inspector import WITHOUT
from clausewise.probes.followed import video_id
from clausewise.run.following.fetching import Facts, facts_of, judged_video, without_picture
from clausewise.run.following.judged import Judged
from clausewise.run.result import Cause, NotRun

_NOT_LOOKED_INTO = f"its video was not looked into by the machine that has fetched it: {WITHOUT} there"


class JudgedFile(Judged):
    """The judgement of the file of one task."""

    def judge(self, video: Exchange) -> None:
        """Judge a kept download, and what was looked into of it."""
        self.result.requests += 1
        recorder = self.follower.prober.client.recorder
        if recorder is not None:
            recorder.add(video_id(self.task.probe), video)
        facts, media = facts_of(video), facts_of(video)["media"]
        video = without_picture(video)  # which says nothing to whoever reads a finding
        for broken in file_broken(facts, video.media_type):
            self._broken(self.terms.clause(broken.aspect), broken, video)
        self._shows(self.terms.clause(DOWNLOAD))
        if not facts["error"] and facts["status"] == 200:
            self._shows(self.terms.clause(FILE_TYPE))
        if media is None:
            if facts["sha256"] and not facts["error"] and self.follower.store.machine:
                self.result.left_out.append(NotRun(self.result.probe.id, _NOT_LOOKED_INTO, Cause.TOOL))
            return
        self._shows(self.terms.clause(PLAYABLE))
        if "problem" not in media:
            self._judge_picture(video, media)

    def _judge_picture(self, video: Exchange, media: Facts) -> None:
        """Judge what is seen, by what was asked for."""
        self._shows(self.terms.clause(MOVING))
        asked, terms = self.terms.asked_video(self.request), self.terms.video
        self.result.videos.append(judged_video(self.task.probe, asked, media))
        if asked is None or terms is None:
            return
        for term, broken in asked_broken(asked, terms, media):
            self._broken(self.terms.clause_of(term, broken.aspect), broken, video)
        for term, known in (("ratio", asked.ratio), ("seconds", asked.seconds)):
            if known is not None:
                self._shows(self.terms.clause_of(term, VIDEO))
        if asked.hd and asked.hd_has_effect and "hd" in terms.shorter_side:
            self._shows(self.terms.clause_of("hd", VIDEO_SIZE))
