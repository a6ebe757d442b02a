"""The desk's forms: what is checked before a verb is asked for."""

from datetime import time
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime, AutocompleteSelect
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import AdminProseEditorWidget

from articles import drafting, pictures
from articles.body import TooDeep, clean
from articles.models import Act, Article, Column, Picture, Region, Revision

# What the editor offers is what articles.body keeps.
EDITOR = {
    "Heading": {"levels": [2, 3]},
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "Figure": True,
    "Image": True,
    "Caption": True,
    "HardBreak": True,
    "History": True,
    "Fullscreen": True,
}


class DayAndTime(forms.SplitDateTimeField):
    """The time may be left out: most bulletins give a day, which begins at midnight."""

    widget = AdminSplitDateTime

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(require_all_fields=False, **kwargs)
        self.fields[1].required = False  # type: ignore[attr-defined]

    def compress(self, data_list: Any) -> Any:
        if data_list and data_list[0]:
            data_list = (data_list[0], data_list[1] or time())
        return super().compress(data_list)


class RevisionForm(forms.ModelForm):
    published_on = DayAndTime(label=_("发布日期"))
    column = forms.ModelChoiceField(Column.objects, label=_("栏目"))
    region = forms.ModelChoiceField(
        Region.objects,
        label=_("地区"),
        help_text=_("公报所说的地方；正文里没有另说地方的数字都算它的"),
        widget=AutocompleteSelect(Article._meta.get_field("region"), admin.site),
    )
    body = ProseEditorFormField(
        label=_("正文"), config={"extensions": EDITOR}, preset="configurable", widget=AdminProseEditorWidget
    )

    # Which save this form was drawn from, and which newer one its writer has seen and overrules.
    known = forms.CharField(widget=forms.HiddenInput, required=False, label="")
    overrules = forms.CharField(widget=forms.HiddenInput, required=False, label="")

    class Meta:
        model = Revision
        fields = [
            "title", "subtitle", "published_on", "source", "authors", "summary", "body", "correction_note",
        ]  # fmt: skip
        widgets = {"summary": forms.Textarea(attrs={"rows": 3}), "correction_note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.article_id:
            self.initial["column"] = self.instance.column_id or self.instance.article.column_id
            self.initial["region"] = self.instance.region_id or self.instance.article.region_id
            self.initial["known"] = drafting.token(self.instance)

    def clean(self) -> dict[str, Any]:
        """A save over a newer save is refused; both texts stay on the page, and whoever has read the other may overrule it."""
        data = super().clean() or {}
        if self.instance.pk and data.get("known"):
            newer = drafting.newer_save(self.instance, data["known"])
            if newer and data.get("overrules") != drafting.token(newer):
                self.newer = newer
                self.add_error(
                    None, _("您打开之后，有人保存过这份稿件。您的文字还在下面，没有存入；请先看对方的文字。")
                )
        return data

    def clean_body(self) -> str:
        try:
            body = clean(self.cleaned_data["body"])
        except TooDeep as error:
            raise ValidationError(str(error)) from error
        if not body:
            raise ValidationError(_("正文是空的。请填写正文。"))
        return body


class PictureForm(forms.ModelForm):
    upload = forms.FileField(label=_("图片文件"), required=False, help_text=_("JPEG、PNG、WebP 或 GIF,20 MB 以内"))

    class Meta:
        model = Picture
        fields = ["name", "alt"]

    def clean(self) -> dict[str, Any]:
        """The file is read here, so that what is no picture is an error beside its field and nothing is stored."""
        data = super().clean() or {}
        if (file := data.get("upload")) and not self.errors:
            try:
                pictures.check(file.read())
            except pictures.PictureRefused as error:
                self.add_error("upload", str(error))
            file.seek(0)
        return data

    def save(self, commit: bool = True) -> Picture:
        picture = super().save(commit=False)
        file = self.cleaned_data.get("upload")
        if file:
            pictures.attach(picture, file.read())
        elif commit:
            picture.save()
        return picture


class StepForm(forms.Form):
    reason = forms.CharField(label=_("退回原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 4, "cols": 60}))
    visible_from = forms.SplitDateTimeField(
        label=_("公开时间（北京时间）"),
        required=False,
        help_text=_("不填就是立即公开"),
        widget=AdminSplitDateTime(),
    )
    because = forms.CharField(
        label=_("未核对就办理的原因"),
        max_length=200,
        help_text=_("存入操作日志，后面的人会看到"),
        widget=forms.TextInput(attrs={"size": 60}),
    )

    def __init__(self, *args: Any, verb: str, asks_why: bool = False, **kwargs: Any) -> None:
        """asks_why: something is left open that a reason settles."""
        super().__init__(*args, **kwargs)
        needed = {Act.Verb.SEND_BACK: {"reason"}, Act.Verb.PUBLISH: {"visible_from"}}.get(verb, set())  # type: ignore[call-overload]
        for name in set(self.fields) - needed - ({"because"} if asks_why else set()):
            del self.fields[name]

    def clean_visible_from(self) -> Any:
        moment = self.cleaned_data["visible_from"]
        if moment and moment <= timezone.now():
            raise ValidationError(_("这个时间已经过去。要立即公开，请不填时间。"))
        return moment
