"""POST /v2/videos/generations in Django REST framework, written in a hurry: python django_hasty.py PORT."""
import sys
import uuid

import django
from django.conf import settings

settings.configure(DEBUG=True, SECRET_KEY="x", ROOT_URLCONF=__name__, INSTALLED_APPS=["rest_framework"],
                   REST_FRAMEWORK={"UNAUTHENTICATED_USER": None, "DEFAULT_AUTHENTICATION_CLASSES": []})
django.setup()
from django.core.management import call_command  # noqa: E402 - Django is set up first
from django.urls import path  # noqa: E402 - Django is set up first
from rest_framework import serializers  # noqa: E402 - Django is set up first
from rest_framework.decorators import api_view  # noqa: E402 - Django is set up first
from rest_framework.response import Response  # noqa: E402 - Django is set up first


class Video(serializers.Serializer):
    prompt = serializers.CharField()
    model = serializers.ChoiceField(["sora-2", "sora-2-pro"])
    images = serializers.ListField(child=serializers.CharField(), required=False)
    aspect_ratio = serializers.ChoiceField(["16:9", "9:16"], required=False)
    hd = serializers.BooleanField(default=False)
    duration = serializers.ChoiceField(["10", "15", "25"], required=False)
    notify_hook = serializers.CharField(required=False)
    watermark = serializers.BooleanField(required=False)
    private = serializers.BooleanField(default=False)
    character_url = serializers.CharField(required=False)
    character_timestamps = serializers.CharField(required=False)


@api_view(["POST"])
def create(request):
    video = Video(data=request.data)
    if not video.is_valid():
        return Response(video.errors, status=400)
    if "character_timestamps" in video.validated_data:
        start, end = video.validated_data["character_timestamps"].split(",")
    return Response({"task_id": str(uuid.uuid4())})


urlpatterns = [path("v2/videos/generations", create)]
call_command("runserver", f"127.0.0.1:{sys.argv[1]}", use_reloader=False, verbosity=0, skip_checks=True)
