from django.http import HttpResponse


def home(request, **kwargs):
    return HttpResponse("…")


column = article = print_view = record = catalogue = indicator = region = search = home
