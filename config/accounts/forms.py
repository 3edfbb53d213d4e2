"""Forms of the account pages."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import (
    AuthenticationForm,
    PasswordChangeForm,
    SetPasswordForm,
    UserCreationForm,
)
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from config.lib.http import client_address
from config.lib.throttle import Throttle

LOGIN_BY_NAME = Throttle("login-name", limit=8, window=15 * 60)
LOGIN_BY_ADDRESS = Throttle("login-address", limit=100, window=15 * 60)


PASSWORD_HELP = _("At least 8 characters. Not your name, not a common password, not only digits.")


class LoginForm(AuthenticationForm):
    """Sign in by user name and password; guessing is slowed down.

    Failures are counted per name *and* address, so that nobody can lock a stranger out, and per
    address, generously: a whole department may sit behind one.
    """

    error_messages = {
        "invalid_login": _(
            "This username and password do not go together. Both are case-sensitive."
        ),
        "inactive": _("This account has been closed."),
        "throttled": _("Too many attempts. Wait a quarter of an hour, or reset your password."),
    }

    request: HttpRequest

    def clean(self) -> dict[str, Any]:
        """Refuse when blocked, else check the password and count a failure."""
        name = str(self.cleaned_data.get("username") or "")
        address = client_address(self.request)
        pair = f"{name}|{address}"
        if LOGIN_BY_NAME.blocked(pair) or LOGIN_BY_ADDRESS.blocked(address):
            raise ValidationError(self.error_messages["throttled"], code="throttled")
        try:
            cleaned = super().clean()
        except ValidationError:
            LOGIN_BY_NAME.hit(pair)
            LOGIN_BY_ADDRESS.hit(address)
            raise
        LOGIN_BY_NAME.clear(pair)
        return cleaned


class SignUpForm(UserCreationForm[User]):
    """A new learner: user name, password, and an address only if one wants to reset it."""

    email = forms.EmailField(
        label=_("Email"),
        required=False,
        help_text=_("Optional. Used only to reset your password."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    class Meta(UserCreationForm.Meta):
        model = User
        fields = ("username", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].help_text = _("Letters, digits and @ . + - _")
        self.fields["password1"].help_text = PASSWORD_HELP
        self.fields["password2"].help_text = ""
        if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
            self.fields["email"].help_text = _("Optional.")


class EmailForm(forms.ModelForm[User]):
    """Change the address that a password reset goes to."""

    email = forms.EmailField(
        label=_("Email"),
        required=False,
        help_text=_("Used only to reset your password."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    class Meta:
        model = User
        fields = ("email",)


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """Choose a password after a reset; one line of help instead of five."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = PASSWORD_HELP


class ChangePasswordForm(NewPasswordForm, PasswordChangeForm):
    """Change the password, knowing the old one."""


class DeleteAccountForm(forms.Form):
    """Say the password once more before everything is deleted. Guessing is slowed down."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        """Refuse a wrong password, and any after too many wrong ones."""
        password = str(self.cleaned_data["password"])
        name = f"delete|{self.user.pk}"
        if LOGIN_BY_NAME.blocked(name):
            raise ValidationError(_("Too many attempts. Wait a quarter of an hour."))
        if not self.user.check_password(password):
            LOGIN_BY_NAME.hit(name)
            raise ValidationError(_("This is not your password."))
        return password
