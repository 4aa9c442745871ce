from django.urls import path

from ente.views.logo import logo

app_name = "ente"
urlpatterns = [path("logo/", logo, name="logo")]
