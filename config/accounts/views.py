"""Sign up, sign in, the account page, and password reset with a limit."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, views
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from config.accounts.forms import (
    ChangePasswordForm,
    DeleteAccountForm,
    EmailForm,
    LoginForm,
    SignUpForm,
)
from config.lib.access import LEARNER
from config.lib.http import client_address, safe_next
from config.lib.throttle import Throttle

SIGN_UPS = Throttle("sign-up", limit=60, window=60 * 60)  # a class behind one address
RESETS_BY_ADDRESS = Throttle("reset-address", limit=20, window=60 * 60)
RESETS_BY_EMAIL = Throttle("reset-email", limit=3, window=60 * 60)


class LoginView(views.LoginView):
    """Sign in."""

    authentication_form = LoginForm
    redirect_authenticated_user = True


@sensitive_post_parameters("password1", "password2")
@never_cache
@require_http_methods(["GET", "POST"])
def signup(request: HttpRequest) -> HttpResponse:
    """Make an account; what the guest has read so far moves to it."""
    if not settings.SIGNUP_OPEN:
        raise Http404
    target = safe_next(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.user.is_authenticated:
        return redirect(target)
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = client_address(request)
        if SIGN_UPS.blocked(address):
            form.add_error(None, _("Too many new accounts from here. Try again in an hour."))
        else:
            SIGN_UPS.hit(address)
            user = form.save()
            user.groups.add(Group.objects.get_or_create(name=LEARNER)[0])
            login(request, user, backend="django.contrib.auth.backends.ModelBackend")
            messages.success(request, _("Welcome. Your progress is kept from now on."))
            return redirect(target)
    return render(request, "registration/signup.html", {"form": form, "next": target})


@login_required
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Show and change what an account consists of."""
    form = EmailForm(request.POST or None, instance=cast(User, request.user))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("account")
    return render(request, "registration/account.html", {"form": form})


@sensitive_post_parameters("password")
@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """Delete the account with its sessions, answers and grades, once the password is repeated.

    Cases that an educator published stay; only who published them is forgotten.
    """
    user = cast(User, request.user)
    form = DeleteAccountForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            user.delete()
        logout(request)
        messages.success(request, _("Your account and everything in it are deleted."))
        return redirect("home")
    return render(request, "registration/delete.html", {"form": form})


@method_decorator(never_cache, name="dispatch")
class PasswordResetView(views.PasswordResetView):
    """Send a link by mail; the answer is the same whether or not the address is known."""

    email_template_name = "registration/password_reset_email.txt"
    subject_template_name = "registration/password_reset_subject.txt"

    def form_valid(self, form: PasswordResetForm) -> HttpResponse:
        """Send at most a few mails an hour; say nothing about which were sent."""
        address = client_address(self.request)
        email = str(form.cleaned_data["email"])
        if RESETS_BY_ADDRESS.blocked(address) or RESETS_BY_EMAIL.blocked(email):
            return redirect(self.get_success_url())
        RESETS_BY_ADDRESS.hit(address)
        RESETS_BY_EMAIL.hit(email)
        response: HttpResponse = super().form_valid(form)
        return response


class PasswordChangeView(views.PasswordChangeView):
    """Change the password and return to the account page with a word."""

    form_class = ChangePasswordForm
    success_url = reverse_lazy("account")

    def form_valid(self, form: Any) -> HttpResponse:
        """Save, stay signed in, say so."""
        messages.success(self.request, _("Your password has been changed."))
        response: HttpResponse = super().form_valid(form)
        return response
