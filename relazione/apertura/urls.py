from django.urls import path

from relazione.apertura.views import apertura, riscontro

app_name = "apertura"
urlpatterns = [
    path("apri/", apertura, name="apertura"),
    path("<int:anno>/", riscontro, name="riscontro"),
]
