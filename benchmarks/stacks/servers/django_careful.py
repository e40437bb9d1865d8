"""POST /v2/videos/generations in Django REST framework, as a careful developer reads the page: ... PORT."""
import re
import sys
import uuid

import django
from django.conf import settings

settings.configure(SECRET_KEY="x", ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], INSTALLED_APPS=["rest_framework"],
                   REST_FRAMEWORK={"UNAUTHENTICATED_USER": None, "DEFAULT_AUTHENTICATION_CLASSES": [],
                                   "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
                                   "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"]})
django.setup()
from django.core.management import call_command  # noqa: E402 - Django is set up first
from django.urls import path  # noqa: E402 - Django is set up first
from rest_framework import serializers  # noqa: E402 - Django is set up first
from rest_framework.decorators import api_view  # noqa: E402 - Django is set up first
from rest_framework.response import Response  # noqa: E402 - Django is set up first


def exactly(kind):
    class Exactly(serializers.Field):
        def to_internal_value(self, data):
            if type(data) is not kind:
                raise serializers.ValidationError(f"no {kind.__name__}")
            return data
    return Exactly


Text, Flag = exactly(str), exactly(bool)


def one_of(*values):
    def check(value):
        if value not in values:
            raise serializers.ValidationError(f"none of {values}")
    return Text(required=False, validators=[check])


class Video(serializers.Serializer):
    prompt = Text()
    model = one_of("sora-2", "sora-2-pro")
    images = serializers.ListField(child=Text(), required=False)
    aspect_ratio, duration = one_of("16:9", "9:16"), one_of("10", "15", "25")
    hd, watermark, private = Flag(required=False), Flag(required=False), Flag(required=False)
    notify_hook, character_url = Text(required=False), Text(required=False)
    character_timestamps = Text(required=False)

    def validate(self, data):
        if "model" not in data:
            raise serializers.ValidationError("model is missing")
        if not re.fullmatch(r"\d+(\.\d+)?,\d+(\.\d+)?", data.get("character_timestamps", "0,1")):
            raise serializers.ValidationError("character_timestamps are {start},{end}")
        if data["model"] == "sora-2" and (data.get("hd") or data.get("duration") == "25"):
            raise serializers.ValidationError("hd and 25 seconds need sora-2-pro")
        return data


@api_view(["POST"])
def create(request):
    Video(data=request.data).is_valid(raise_exception=True)
    return Response({"task_id": str(uuid.uuid4())})


urlpatterns = [path("v2/videos/generations", create)]
call_command("runserver", f"127.0.0.1:{sys.argv[1]}", use_reloader=False, verbosity=0, skip_checks=True)
